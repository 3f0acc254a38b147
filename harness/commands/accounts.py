"""What several commands need: the emulator that is up, one of its accounts, a stack by its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.scope import DEFAULT_ACCOUNT
from bootstrap.model.stack import Stack
from bootstrap.stacks import StackOptions
from bootstrap.stacks.from_template import from_template
from harness.commands import USAGE, CommandError
from harness.engines.engine import Engine
from harness.probes.emulator import Emulator
from harness.run.registry import UnknownSystem, reference, system_named, systems


@dataclass(frozen=True)
class Account:
    """One account of an emulator that is up."""

    clients: Clients

    @property
    def emulator(self) -> Emulator:
        """The emulator's own endpoints, for this account."""
        return Emulator(self.clients)

    @property
    def stacks(self) -> list[Stack]:
        """Every stack that we know, as it would be in this account."""
        return [system.stack(StackOptions(account_id=self.clients.account_id)) for system in systems().values()]


def running(choose: Callable[[], Engine]) -> Endpoint | None:
    """Where the emulator is that is up already; None when none is, for none is started to be looked at or emptied."""
    engine = choose()
    if engine.name == "attached":
        return engine.start()
    status = engine.status()
    return status.endpoint if status.up else None


def checked(account_id: str) -> str:
    """The account id, or CommandError when it isn't one."""
    if len(account_id) != 12 or not account_id.isdecimal():
        raise CommandError(f"account {account_id!r} is not twelve digits; give an id such as 111111111111", USAGE)
    return account_id


@dataclass(frozen=True)
class Which:
    """Which stack a command is about: one of a system by its name, or that of a template, which may be named."""

    name: str | None
    account_id: str = DEFAULT_ACCOUNT
    options: Mapping[str, Any] = field(default_factory=dict)
    template: Path | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    region: str = ""

    @property
    def declaration(self) -> Callable[[StackOptions], Stack] | None:
        """What declares the stack of the template; None when there is none. CommandError for what belongs to one."""
        if self.template is not None:
            return from_template(self.template, self.name or "", self.parameters, self.region)
        if self.parameters or self.region:
            raise CommandError("--parameter and --region are for a template; give --template, or leave them out", USAGE)
        return None

    def stack(self) -> Stack:
        """The stack; CommandError when no system has that name, TemplateError when the template can't be meant."""
        declare = self.declaration
        if declare is not None:
            return declare(StackOptions(account_id=checked(self.account_id), **self.options))
        return stack_named(self.name or reference(), self.account_id, self.options)


def stack_named(name: str, account_id: str, stack_options: Mapping[str, Any] = MappingProxyType({})) -> Stack:
    """The stack of that name in the account, with these of its options; CommandError when there is none."""
    try:
        system = system_named(name)
    except UnknownSystem as error:
        raise CommandError(str(error), USAGE) from error
    return system.stack(StackOptions(account_id=checked(account_id), **stack_options))
