"""A desk in an account of a test's own, and waiting for what it is told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bootstrap.clients import Clients
from harness.run.clock import POLL_S, Deadline
from harness.workshop.desk import Desk
from harness.workshop.place import Place

LONGEST_S = 240.0


@contextmanager
def a_desk(clients: Clients, folder: Path, system: str = "s3-cleanup") -> Iterator[Desk]:
    """A desk that is open for the length of the block."""
    desk = Desk(Place(clients.endpoint, clients.account_id, folder / "runs", folder / "broken.json"), system)
    desk.open()
    try:
        yield desk
    finally:
        desk.close()


def until(desk: Desk, good: Callable[[Desk], Any], what: str) -> Any:
    """The first answer that is something; an error that says what was awaited, and what the desk said last."""
    deadline = Deadline.after(LONGEST_S)
    while not (found := good(desk)):
        said = {kind: desk.journal.last(kind) for kind in ("task", "gate", "now", "emulator", "notice")}
        assert not deadline.passed, f"{what} didn't come: {said}"
        deadline.nap(POLL_S)
    return found


def done(desk: Desk) -> dict[str, Any]:
    """How the task ended that goes on."""

    def told(each: Desk) -> dict[str, Any] | None:
        found: dict[str, Any] | None = each.journal.last("task")
        return found if found and found["state"] != "going on" else None

    found: dict[str, Any] = until(desk, told, "the task's end")
    return found


def moves(desk: Desk) -> list[dict[str, Any]]:
    """All moves that a browser would have been told."""
    return [move for frame in desk.journal.since(0) if frame.kind == "moves" for move in frame.body["moves"]]
