"""Makes a stack real: carries out its plan, independent resources at once; it can be run again at any point."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from bootstrap.faults import reason_of
from bootstrap.layers import Interpreter
from bootstrap.plan import Action, Instruction
from bootstrap.resource import Found, Resource
from bootstrap.site import Site
from bootstrap.stack import Stack
from bootstrap.survey import AT_ONCE, differences, survey
from bootstrap.workshop import Workshop

if TYPE_CHECKING:
    from bootstrap.clients import Clients


class ApplyError(Exception):
    """A resource couldn't be made. The message says which, why, and what to do next; what was made stays."""

    def __init__(self, resource: Resource, cause: Exception) -> None:
        self.resource = resource
        self.cause = cause
        super().__init__(
            f"{resource.kind} {resource.identity}: {reason_of(cause)}; "
            "mend the cause and apply again: what is there already is kept"
        )


class ConflictError(Exception):
    """A resource is there but differs in what can't be changed in place."""


@dataclass(frozen=True)
class Applied:
    """Told as it happens: this was done about that resource."""

    action: Action
    resource: Resource

    def __str__(self) -> str:
        return f"{self.action} {self.resource.kind} {self.resource.name}"


def apply(
    stack: Stack,
    clients: "Clients",
    interpreter: Interpreter,
    cache: Path,
    on_event: Callable[[Applied], None] = lambda _: None,
) -> dict[str, str]:
    """Bring the stack to what it declares and return its outputs as text; ApplyError for the first failure.

    Applying twice changes nothing. After a failure nothing new is begun; what was begun is finished.
    """
    site = Site(clients, Workshop(interpreter, cache))
    planned = {each.resource: each for each in survey(stack, site)}
    sorter = TopologicalSorter(stack.dependencies)
    sorter.prepare()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="apply") as pool:
        running: dict[Future[Found], Resource] = {}
        while sorter.is_active():
            for resource in sorter.get_ready():
                running[pool.submit(_carry_out, planned[resource], site, on_event)] = resource
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                resource = running.pop(future)
                try:
                    site.found[resource.address] = future.result()
                except Exception as error:
                    raise ApplyError(resource, error) from error
                sorter.done(resource)
    return {name: site.text(value) for name, value in stack.outputs}


def _carry_out(instruction: Instruction, site: Site, on_event: Callable[[Applied], None]) -> Found:
    """Do what is to be done about one resource. What it needs exists, so references have their values by now."""
    resource, found = instruction.resource, instruction.found
    if found is None:
        made = resource.create(site)
        on_event(Applied(Action.CREATE, resource))
        return made
    changed = differences(resource, found, site) if instruction.changed or resource.needs() else frozenset()
    if not changed:
        return found
    if not changed <= resource.in_place:
        raise ConflictError(
            f"it differs in {', '.join(sorted(changed - resource.in_place))}; tear the stack down first"
        )
    made = resource.update(site, found, changed)
    on_event(Applied(Action.UPDATE, resource))
    return made
