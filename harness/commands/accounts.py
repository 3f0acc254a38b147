"""What several commands need: the emulator that is up, one of its accounts, a stack by its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.stack import Stack
from bootstrap.stacks import StackOptions
from harness.commands import USAGE, CommandError
from harness.engines.engine import Engine
from harness.probes.emulator import Emulator
from harness.run.registry import UnknownSystem, system_named, systems


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


def stack_named(name: str, account_id: str, stack_options: Mapping[str, Any] = MappingProxyType({})) -> Stack:
    """The stack of that name in the account, with these of its options; CommandError when there is none."""
    try:
        system = system_named(name)
    except UnknownSystem as error:
        raise CommandError(str(error), USAGE) from error
    return system.stack(StackOptions(account_id=checked(account_id), **stack_options))
