"""Every scenario by name: the command line, the tests and the pages find them here."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.checks.verdict import Check

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.model.resource import Resource
    from bootstrap.model.stack import Stack
    from harness.chain.link import Chain
    from harness.scenarios.stage import Stage


class UnknownScenario(LookupError):
    """No scenario has that name. The message lists those there are."""


class UnknownParameter(LookupError):
    """The scenario can't be run with that number. The message says which it takes."""


@dataclass(frozen=True)
class Scenario:
    """What is run: steps on a stack, and the checks that judge the recorded history."""

    name: str
    stack: str
    steps: "Callable[[Stage], None]"
    chain: "Callable[[Clients, float], Chain]"
    checks: tuple[Check, ...]
    own_functions: frozenset[str] = frozenset()
    """Functions that run for as long as the scenario does: their own invocation doesn't make the system busy."""
    own_resources: "Callable[[Stack], tuple[Resource, ...]]" = lambda stack: ()
    """What it needs beside its stack: made, torn down and proved gone with it."""
    artefacts: tuple[str, ...] = ()
    """Names of the files that its steps leave in the run's folder."""
    parameters: dict[str, int] = field(default_factory=dict)
    """Numbers that whoever runs it may choose, such as how many images; with what they are otherwise."""
    stack_options: dict[str, Any] = field(default_factory=dict)
    period_s: int | None = None
    """The period of its alarms, in seconds, where it isn't for whoever runs it to choose."""
    thresholds: tuple[int, ...] = (20,)
    """What its alarms compare with, lowest first; for the picture."""

    def chosen(self, parameters: Mapping[str, int]) -> dict[str, int]:
        """All its parameters, those given in place of its own; UnknownParameter for others, or below 1."""
        for name, value in parameters.items():
            if name not in self.parameters or value < 1:
                known = ", ".join(f"{each} (otherwise {own})" for each, own in self.parameters.items()) or "none"
                raise UnknownParameter(f"{self.name} can't be run with {name}={value}; its parameters, from 1: {known}")
        return {**self.parameters, **parameters}

    @property
    def text(self) -> str:
        """The lab text: the docstring of the file it lives in."""
        return inspect.getdoc(inspect.getmodule(self.steps)) or ""

    @property
    def title(self) -> str:
        """The first line of what the steps say of themselves."""
        return (inspect.getdoc(self.steps) or self.text).splitlines()[0]


_scenarios: dict[str, Scenario] = {}


def scenario(
    name: str,
    *,
    stack: str,
    chain: "Callable[[Clients, float], Chain]",
    checks: tuple[Check, ...],
    own_functions: tuple[str, ...] = (),
    own_resources: "Callable[[Stack], tuple[Resource, ...]]" = lambda stack: (),
    artefacts: tuple[str, ...] = (),
    parameters: dict[str, int] | None = None,
    period_s: int | None = None,
    thresholds: tuple[int, ...] = (20,),
    **stack_options: Any,
) -> "Callable[[Callable[[Stage], None]], Callable[[Stage], None]]":
    """Register the decorated steps under `name`."""

    def add(steps: "Callable[[Stage], None]") -> "Callable[[Stage], None]":
        _scenarios[name] = Scenario(
            name,
            stack,
            steps,
            chain,
            checks,
            frozenset(own_functions),
            own_resources,
            artefacts,
            parameters or {},
            stack_options,
            period_s,
            thresholds,
        )
        return steps

    return add


def scenarios() -> dict[str, Scenario]:
    """Every scenario, sorted by name; a file in this folder is enough to be found."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        import_module(f"harness.scenarios.{path.stem}")
    return dict(sorted(_scenarios.items()))


def scenario_named(name: str) -> Scenario:
    """The scenario of that name; UnknownScenario when there is none."""
    known = scenarios()
    if name not in known:
        raise UnknownScenario(f"there is no scenario {name!r}; there are: {', '.join(known)}")
    return known[name]
