"""A system's check-list with a tick at what stands as it is declared: or, once it has gone, at what isn't there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from bootstrap.errors import HarnessError
from bootstrap.plan import Action, Instruction, Plan
from bootstrap.stacks import RUNTIME
from bootstrap.survey import plan
from harness.commands import FAILED, LEAK, PASSED, CommandError
from harness.commands.accounts import Which, running
from harness.commands.terminal import print_json
from harness.engines.engine import Engine
from harness.probes.emulator import Emulator, clients_of
from harness.run.checklist import END_TO_END, REST, Checklist, Tried
from harness.run.lease import exclusive
from harness.run.registry import reference, system_named

TICK, CROSS = "[x]", "[ ]"


@dataclass(frozen=True)
class VerifyOptions:
    """`gone` looks that nothing stands any more; `tries` uses the system as well."""

    gone: bool = False
    tries: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Point:
    """One line of the list; without a problem it has its tick."""

    section: str
    text: str
    problem: str = ""


def verify(choose: Callable[[], Engine], which: Which, options: VerifyOptions) -> int:
    """Print the list; FAILED when a tick is missing, and LEAK when something stands that should be gone."""
    stack = which.stack()
    checklist = Checklist() if which.template else system_named(which.name or reference()).checklist
    endpoint = running(choose)
    if endpoint is None:
        raise CommandError("no emulator is up, so nothing stands: `harness apply` makes a stack stand", FAILED)
    clients = clients_of(endpoint, which.account_id, stack.scope.region)
    emulator = Emulator(clients)
    made = plan(stack, clients, emulator.interpreter(RUNTIME))
    points = list(points_of(made, checklist, options.gone))
    if options.tries and not options.gone:
        with exclusive(emulator, f"an end-to-end test of {stack.name}"):
            points += [Point(END_TO_END, each.text, each.problem) for each in tried(checklist, clients)]
    if options.as_json:
        print_json(document(made, points))
    else:
        print("\n".join(lines(made, points)))
    if all(not each.problem for each in points):
        return PASSED
    return LEAK if options.gone else FAILED


def points_of(made: Plan, checklist: Checklist, gone: bool) -> Iterator[Point]:
    """A point for each resource of the plan, in the list's order of types; those of no section come last."""
    named = {kind: section.title for section in checklist.sections for kind in section.kinds}
    order = [*(section.title for section in checklist.sections), REST]
    for title in order:
        for each in made.instructions:
            if named.get(each.resource.kind, REST) == title:
                text = f"{each.resource.kind} {each.resource.identity}"
                yield Point(title, text, _still_there(each) if gone else _not_as_declared(each))


def tried(checklist: Checklist, clients: Clients) -> Iterator[Tried]:
    """The steps of the end-to-end test; what ends it early is the last one's problem."""
    try:
        yield from checklist.end_to_end(clients)
    except (HarnessError, ClientError, OSError) as error:
        yield Tried("it can be used to the end", str(error))


def lines(made: Plan, points: list[Point]) -> Iterator[str]:
    """The list for people."""
    yield f"{made.stack.name} in {made.stack.scope.region}, account {made.stack.scope.account_id}"
    section = ""
    for each in points:
        if each.section != section:
            section = each.section
            yield f"\n{section}"
        yield f"  {CROSS if each.problem else TICK} {each.text}{f': {each.problem}' if each.problem else ''}"
    ticks = sum(not each.problem for each in points)
    yield f"\n{ticks} of {len(points)}"


def document(made: Plan, points: list[Point]) -> dict[str, Any]:
    """The list as `--json` prints it."""
    return {
        "stack": made.stack.name,
        "account": made.stack.scope.account_id,
        "region": made.stack.scope.region,
        "points": [
            {"section": each.section, "point": each.text, "passed": not each.problem, "problem": each.problem}
            for each in points
        ],
    }


def _still_there(each: Instruction) -> str:
    return "" if each.action is Action.CREATE else "it is still there"


def _not_as_declared(each: Instruction) -> str:
    if each.action is Action.CREATE:
        return "it isn't there"
    return "" if each.action is Action.KEEP else f"it differs in {', '.join(sorted(each.changed))}"
