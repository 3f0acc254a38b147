"""Showing what applying a stack would do."""

from bootstrap.plan import plan

from bootstrap.clients import Clients
from bootstrap.stacks import STACKS, StackOptions
from harness.commands import CommandError
from harness.engines.engine import Engine


def show_plan(engine: Engine, name: str) -> int:
    """Print the plan of a stack against the emulator as it is now."""
    if name not in STACKS:
        raise CommandError(f"there is no stack {name!r}; there are: {', '.join(STACKS)}", 2)
    stack = STACKS[name](StackOptions())
    print(plan(stack, Clients(engine.start(), stack.region)).text())  # noqa: T201 - it is the output
    return 0
