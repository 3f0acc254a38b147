"""Showing what applying a stack would do."""

from collections.abc import Callable, Mapping
from typing import Any

from bootstrap.clients import Clients
from bootstrap.stacks import RUNTIME
from bootstrap.survey import plan
from harness.commands import PASSED
from harness.commands.accounts import stack_named
from harness.engines.engine import Engine
from harness.probes.emulator import Emulator


def show_plan(choose: Callable[[], Engine], name: str, account_id: str, stack_options: Mapping[str, Any]) -> int:
    """Print the plan of a stack, with these of its options, against the account as it is now."""
    stack = stack_named(name, account_id, stack_options)
    clients = Clients(choose().start(), stack.scope.region, account_id)
    print(plan(stack, clients, Emulator(clients).interpreter(RUNTIME)).text())
    return PASSED
