"""Showing what applying a stack would do."""

from collections.abc import Callable, Mapping
from typing import Any

from bootstrap.clients import Clients
from bootstrap.stacks import RUNTIME, STACKS, StackOptions
from bootstrap.survey import plan
from harness.commands import CommandError
from harness.engines.engine import Engine
from harness.probes.emulator import Emulator


def show_plan(choose: Callable[[], Engine], name: str, stack_options: Mapping[str, Any]) -> int:
    """Print the plan of a stack, with these of its options, against the emulator as it is now."""
    if name not in STACKS:
        raise CommandError(f"there is no stack {name!r}; there are: {', '.join(STACKS)}", 2)
    stack = STACKS[name](StackOptions(**stack_options))
    clients = Clients(choose().start(), stack.scope.region)
    print(plan(stack, clients, Emulator(clients).interpreter(RUNTIME)).text())  # noqa: T201 - it is the output
    return 0
