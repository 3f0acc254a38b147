"""Showing what applying a stack would do."""

from collections.abc import Callable, Mapping
from typing import Any

from bootstrap.plan import Plan
from bootstrap.stacks import RUNTIME
from bootstrap.survey import plan
from harness.commands import PASSED
from harness.commands.accounts import stack_named
from harness.commands.terminal import print_json
from harness.engines.engine import Engine
from harness.probes.emulator import Emulator, clients_of


def show_plan(
    choose: Callable[[], Engine], name: str, account_id: str, stack_options: Mapping[str, Any], as_json: bool = False
) -> int:
    """Print the plan of a stack, with these of its options, against the account as it is now."""
    stack = stack_named(name, account_id, stack_options)
    clients = clients_of(choose().start(), account_id, stack.scope.region)
    made = plan(stack, clients, Emulator(clients).interpreter(RUNTIME))
    if as_json:
        print_json(document(made))
    else:
        print(made.text())
    return PASSED


def document(made: Plan) -> dict[str, Any]:
    """The plan as `--json` prints it."""
    return {
        "stack": made.stack.name,
        "account": made.stack.scope.account_id,
        "region": made.stack.scope.region,
        "resources": [
            {
                "action": each.action,
                "type": each.resource.kind,
                "name": each.resource.identity,
                "drift": [
                    {"attribute": change.attribute, "actual": change.actual, "desired": change.desired}
                    for change in each.drift
                ],
            }
            for each in made.instructions
        ],
    }
