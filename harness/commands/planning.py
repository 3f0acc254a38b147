"""Showing what applying a stack would do."""

from collections.abc import Callable, Iterator
from typing import Any

from bootstrap.plan import Plan
from bootstrap.stacks import RUNTIME
from bootstrap.survey import plan
from bootstrap.template_changes import Changes, template_changes
from harness.commands import PASSED
from harness.commands.accounts import Which
from harness.commands.terminal import print_json
from harness.engines.engine import Engine
from harness.probes.emulator import Emulator, clients_of
from harness.run.lease import exclusive

MARKS = {"Add": "+", "Modify": "~", "Remove": "-"}


def show_plan(choose: Callable[[], Engine], which: Which, as_json: bool = False) -> int:
    """Print the plan of a stack against the account as it is now; for a template CloudFormation's change set too."""
    stack = which.stack()
    clients = clients_of(choose().start(), which.account_id, stack.scope.region)
    emulator = Emulator(clients)
    interpreter = emulator.interpreter(RUNTIME)
    made = plan(stack, clients, interpreter)
    changes: Changes = {}
    if which.template is not None:
        with exclusive(emulator, f"a plan of {stack.name}"):
            changes = template_changes(made, clients, interpreter)
    if as_json:
        print_json(document(made, changes))
    else:
        print("\n".join([made.text(), *lines(changes)]))
    return PASSED


def lines(changes: Changes) -> Iterator[str]:
    """Change sets for people: a line a resource."""
    for name, those in changes.items():
        yield f"{name}: {len(those)} changes by CloudFormation" if those else f"{name}: nothing to change"
        for each in those:
            replaced = "  (replaced)" if each.get("Replacement") == "True" else ""
            yield f"{MARKS.get(each['Action'], '?')} {each['ResourceType']:<40} {each['LogicalResourceId']}{replaced}"


def document(made: Plan, changes: Changes | None = None) -> dict[str, Any]:
    """The plan as `--json` prints it."""
    return {
        "changes": [
            {
                "stack": name,
                "action": each["Action"].lower(),
                "type": each["ResourceType"],
                "name": each["LogicalResourceId"],
                "replaced": each.get("Replacement") == "True",
            }
            for name, those in (changes or {}).items()
            for each in those
        ],
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
