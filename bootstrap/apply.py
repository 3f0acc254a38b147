"""Makes a stack real: carries out its plan, independent resources at once; it can be run again at any point."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from bootstrap.context import ApplyContext
from bootstrap.errors import HarnessError, reason_of
from bootstrap.model.outputs import Outputs
from bootstrap.model.resource import Resource
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Building, Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.plan import Action, Instruction, Plan
from bootstrap.registry import handler_of
from bootstrap.survey import AT_ONCE, at_home, drift, survey

if TYPE_CHECKING:
    from bootstrap.clients import Clients


NEXT = "mend the cause and apply again: what is there already is kept"


class ApplyError(HarnessError):
    """A resource couldn't be made. The message says which, why, and what to do next, in the cause's own words if it has
    any; what was made stays."""

    def __init__(self, resource: Resource, cause: BaseException, done: str = "") -> None:
        self.resource = resource
        self.reason = reason_of(cause)
        next_ = "" if isinstance(cause, HarnessError) else f"; {done}{NEXT}"
        super().__init__(f"{resource.kind} {resource.identity}: {self.reason}{next_}")


class ConflictError(HarnessError):
    """A resource is there but differs in what can't be changed in place."""


@dataclass(frozen=True)
class Applied:
    """Told as it happens: this was done about that resource."""

    action: Action
    resource: Resource

    def __str__(self) -> str:
        return f"{self.action} {self.resource.kind} {self.resource.identity}"


def apply(
    stack: Stack,
    clients: "Clients",
    interpreter: Interpreter,
    cache: Path,
    on_event: Callable[[Applied], None] = lambda _: None,
    on_build: Callable[[Building], None] = lambda _: None,
    planned: Plan | None = None,
) -> dict[str, str]:
    """Bring the stack to what it declares and return its outputs as text.

    Applying twice changes nothing. After a failure nothing new is begun, what was begun is finished, and ApplyError
    tells of the first. ConflictError when what is there can't be brought to it, ListingError when it can't be known
    what is there: then nothing is done. `on_event` is called in the caller's thread, `on_build`
    in the one that builds a layer, before it does. `planned` is a plan of the stack that was made right before: when
    all of it is still to be made, nobody looks again what is there.
    """
    context = ApplyContext(at_home(stack, clients), Packager(interpreter, cache, on_build))
    instructions = planned.instructions if planned else ()
    if not instructions or any(each.existing for each in instructions):
        instructions = survey(stack, context)
    todo = {each.resource: each for each in instructions}
    _refuse_conflicts(todo.values())
    sorter = TopologicalSorter(stack.dependencies)
    sorter.prepare()
    touched: set[Resource] = set()
    running: dict[Future[Applied], Resource] = {}
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="apply")
    try:
        while sorter.is_active():
            for resource in sorter.get_ready():
                anew = not touched.isdisjoint(resource.dependencies())
                running[pool.submit(_carry_out, todo[resource], context, anew)] = resource
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                resource = running.pop(future)
                if (error := future.exception()) is not None:
                    pool.shutdown(wait=False, cancel_futures=True)
                    done = f"{len(context.existing)} of {len(todo)} resources are there; "
                    raise ApplyError(resource, error, done) from error
                if future.result().action is not Action.KEEP:
                    touched.add(resource)
                    on_event(future.result())
                sorter.done(resource)
    finally:
        pool.shutdown(cancel_futures=True)
    return Outputs({name: context.text(value) for name, value in stack.outputs})


def _refuse_conflicts(planned: Iterable[Instruction]) -> None:
    conflicts = [each for each in planned if each.action is Action.CONFLICT]
    if conflicts:
        which = ", ".join(
            f"{each.resource.kind} {each.resource.identity} differs in {each.stuck}" for each in conflicts
        )
        raise ConflictError(
            f"{which}, which can't be changed in place; nothing was done; tear the stack down, then apply again"
        )


def _carry_out(instruction: Instruction, context: ApplyContext, anew: bool) -> Applied:
    """Do what is to be done about one resource. What it needs exists, so references have their values by now.

    With `anew` something it needs was just made or changed: what it gives may differ from what the plan saw.
    """
    resource, existing = instruction.resource, instruction.existing
    handler = handler_of(resource.kind)
    if existing is None:
        context.existing[resource.address] = handler.create(context, resource)
        return Applied(Action.CREATE, resource)
    changed = instruction.changed
    if anew:
        changed = frozenset(change.attribute for change in drift(resource, existing, context))
    if stuck := changed - handler.in_place:
        names = ", ".join(sorted(stuck))
        raise ConflictError(
            f"it was changed meanwhile in {names}, which can't be changed back; tear the stack down first"
        )
    context.existing[resource.address] = handler.update(context, resource, existing, changed) if changed else existing
    return Applied(Action.UPDATE if changed else Action.KEEP, resource)
