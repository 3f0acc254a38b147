"""A system, its scenarios, and what the harness can't derive from its stack."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bootstrap.clients import Clients
from bootstrap.errors import HarnessError, instead
from bootstrap.model.resource import Resource
from bootstrap.model.stack import Stack
from bootstrap.stacks import StackOptions
from harness.diagnosis.link import Chain
from harness.diagnosis.of_stack import chain_of
from harness.pages import Page
from harness.plots.run_plot import Picture
from harness.plots.windows import draw_windows
from harness.run.checklist import Checklist
from harness.run.context import RunContext
from harness.run.timeline import Entry
from harness.run.verdict import Check

Steps = Callable[[RunContext], None]
OwnResources = Callable[[Stack], tuple[Resource, ...]]


class UnknownParameter(HarnessError, LookupError):
    """The scenario can't be run with that number. The message says which it takes."""


@dataclass(frozen=True)
class Scenario:
    """What is run: steps on a system's stack, and the checks that judge the recorded history."""

    name: str
    system: "System"
    steps: Steps
    checks: tuple[Check, ...]
    own_functions: tuple[str, ...] = ()
    """Functions that run for as long as the scenario does: their own invocation doesn't make the system busy."""
    own_resources: OwnResources = lambda stack: ()
    """What it needs beside its stack: made, torn down and proved gone with it."""
    artefacts: tuple[str, ...] = ()
    """Names of the files that its steps leave in the run's folder."""
    parameters: Mapping[str, int] = field(default_factory=dict)
    """Numbers that whoever runs it may choose, such as how many images; with what they are otherwise."""
    stack_options: Mapping[str, Any] = field(default_factory=dict)
    denied: Mapping[str, str] = field(default_factory=dict)
    """Actions that its roles ask for and must not have, each with the reason: the fault that it is about."""
    unused: Mapping[str, str] = field(default_factory=dict)
    """Patterns of actions that its roles are granted and it doesn't come to, each with the reason."""
    declaration: Callable[[StackOptions], Stack] | None = None
    """Another stack than its system's, such as `from_template("cdk.out")`."""
    period_s: int | None = None
    """The period of its alarms, in seconds, where it isn't for whoever runs it to choose."""

    workload: Callable[[Mapping[str, int]], Sequence[Any]] | None = None
    """What its work is under these parameters, `seed` among them: bursts of operations, as JSON has them.

    Its steps do what `RunContext.workload` gives instead, if it gives some.
    """

    @property
    def generated(self) -> bool:
        """Whether its work is generated."""
        return self.workload is not None

    def chosen(self, parameters: Mapping[str, int]) -> dict[str, int]:
        """All its parameters, those given in place of its own; UnknownParameter for others, or below 1."""
        for name, value in parameters.items():
            if not self.parameters:
                raise UnknownParameter(f"{self.name} has no numbers to choose; leave out --set {name}={value}")
            if name not in self.parameters:
                raise UnknownParameter(f"{self.name} has no number {name!r}{instead(name, self.parameters)}")
            if value < 1:
                raise UnknownParameter(f"{name}={value}: give 1 or more; without --set it is {self.parameters[name]}")
        return {**self.parameters, **parameters}

    @property
    def text(self) -> str:
        """The lab text: the docstring of the file it lives in."""
        return inspect.getdoc(inspect.getmodule(self.steps)) or ""

    @property
    def title(self) -> str:
        """The first line of what the steps say of themselves."""
        return (inspect.getdoc(self.steps) or self.text).splitlines()[0]


@dataclass(frozen=True)
class System:
    """One system. `name` and `stack` are enough; the rest has defaults that fit any system.

    `completed` adds to the chain that is derived from the stack what no declaration tells. `picture` draws a run into
    an empty figure. `lines` are what a terminal shows of entries, by the entry's name.
    `published` compares costs that somebody has published with what the price table makes of them. `checklist` is what
    `harness verify` goes through. `takes` hands somebody's own file in as its users do, where that isn't by a bucket.
    """

    name: str
    stack: Callable[[StackOptions], Stack]
    completed: Callable[[Chain, Clients], Chain] = lambda chain, _: chain
    picture: Picture = draw_windows
    lines: Mapping[str, Callable[[Entry], str]] = field(default_factory=dict)
    page: Page | None = None
    published: Callable[[], str] | None = None
    checklist: Checklist = field(default_factory=Checklist)
    takes: Callable[[Clients, str, bytes], None] | None = None
    scenarios: dict[str, Scenario] = field(default_factory=dict, init=False, compare=False, repr=False)

    def scenario(self, name: str, *, checks: tuple[Check, ...], **more: Any) -> Callable[[Steps], Steps]:
        """Register the decorated steps under `name`; `more` are the other fields of `harness.run.system.Scenario`."""

        def add(steps: Steps) -> Steps:
            self.scenarios[name] = Scenario(name, self, steps, checks, **more)
            return steps

        return add

    def chain(self, stack: Stack, clients: Clients, now_s: float) -> Chain:
        """The links of the system's stack as it stands; `now_s` is CloudWatch's time."""
        return self.completed(chain_of(stack, clients, now_s), clients)
