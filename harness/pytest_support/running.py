"""The emulator as tests see it: where it answers, fresh accounts, clients, and stacks that come and go."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.errors import HarnessError
from bootstrap.model.scope import DEFAULT_ACCOUNT, DEFAULT_REGION
from bootstrap.model.stack import Stack
from bootstrap.observed import observed
from bootstrap.resources.cloudformation_stack import CloudFormationStack
from bootstrap.stacks import RUNTIME, StackOptions
from bootstrap.stacks.from_template import deployed_stack
from bootstrap.teardown import teardown
from bootstrap.templates.deploying import resources_of
from harness.diagnosis.link import Chain
from harness.diagnosis.of_stack import chain_of
from harness.probes.emulator import Emulator, clients_of
from harness.run.registry import system_named

Declaration = str | Callable[[StackOptions], Stack]
"""A stack by the name of its system, or the function that declares it."""


class StackLeft(HarnessError):
    """Something of a stack couldn't be removed. The message says what and why."""


@dataclass(frozen=True)
class AppliedStack:
    """A stack that stands, with clients of its account and region. `outputs` are its own: URLs and the like."""

    stack: Stack
    clients: Clients
    outputs: dict[str, str]

    @cached_property
    def physical_ids(self) -> dict[str, str]:
        """What CloudFormation made, by logical id; KeyError's message for another names those there are.

        Empty for a stack of the harness's own types, whose resources bear the names they were declared with.
        """
        made = (
            each for stack in self.stack.of_type(CloudFormationStack) for each in resources_of(self.clients, stack.name)
        )
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in made}

    def chain(self, now_s: float) -> Chain:
        """Its links as they are now; `now_s` is CloudWatch's time."""
        return chain_of(self.stack, self.clients, now_s)


@dataclass(frozen=True)
class RunningEmulator:
    """An emulator that is up. `cache` keeps built layers; `log_tail` gives the last lines of its log."""

    endpoint: Endpoint
    cache: Path
    log_tail: Callable[[int], str]

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port`."""
        return self.endpoint.url

    def new_account(self) -> str:
        """An account id that nobody was given since the emulator started: what is made in it is seen nowhere else."""
        return str(Emulator(Clients(self.endpoint)).call("POST", "accounts")["account"])

    def set_iam(self, account_id: str, mode: str) -> None:
        """What IAM's decisions do in an account: off, observe or enforce."""
        Emulator(self.clients(account_id)).iam(mode)

    def clients(self, account_id: str = DEFAULT_ACCOUNT, region: str = "us-east-1") -> Clients:
        """boto3 clients for one account and region."""
        return Clients(self.endpoint, region, account_id)

    @contextmanager
    def applied(self, declaration: Declaration, account_id: str, **options: object) -> Iterator[AppliedStack]:
        """The stack for the length of the block; ApplyError when it can't be made, StackLeft when something stays.

        `options` are those of `bootstrap.stacks.StackOptions`.
        """
        declare = system_named(declaration).stack if isinstance(declaration, str) else declaration
        stack = declare(StackOptions(account_id=account_id, **options))  # type: ignore[arg-type]
        clients = clients_of(self.endpoint, account_id, stack.scope.region)
        try:
            outputs = apply(stack, clients, Emulator(clients).interpreter(RUNTIME), self.cache)
            yield AppliedStack(stack, clients, outputs)
        finally:
            seen = observed(stack, clients)
            report = teardown(stack, clients)
            if not report.clean:
                raise StackLeft(f"of stack {stack.name} in account {account_id}:\n{report.text()}")
            Emulator(clients).forget(seen.namespaces, seen.alarms)

    def standing(self, name: str, account_id: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION) -> AppliedStack:
        """A stack that somebody has deployed by CloudFormation; it stays. StackError when it isn't there."""
        clients = self.clients(account_id, region)
        stack, outputs = deployed_stack(name, clients)
        return AppliedStack(stack, clients, outputs)
