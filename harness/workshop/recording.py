"""A saved run as the frames that the live page would have been told, each with its second. Pure but for the folder."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bootstrap.errors import HarnessError
from harness.run.store import SavedRun, load, load_moves
from harness.run.timeline import Entry
from harness.wiring.model import Wiring
from harness.wiring.saved import of_json
from harness.workshop.gauges import Tally, gauges_of
from harness.workshop.graph import graph_of
from harness.workshop.journal import Journal
from harness.workshop.story import Move, Story, summed
from harness.workshop.telling import entry_line, verdict_of

TOGETHER_S = 0.25
"""Moves within so long are one frame, as they are live."""
AT_ONCE = 60
LINES = 6


class OnlyReplayed(HarnessError):
    """A recording can be looked at, and nothing else."""


@dataclass
class Recording:
    """One saved run, to be shown; NotARun when the folder doesn't hold what it takes."""

    folder: Path
    journal: Journal = field(default_factory=Journal)
    page: str = "index.html"

    def __post_init__(self) -> None:
        self.run: SavedRun = load(self.folder)
        moves = load_moves(self.folder)
        self._wiring: Wiring = of_json(moves["wiring"])
        self._story = Story(graph_of(self._wiring))
        self._happenings: list[dict[str, Any]] = moves["happenings"]
        self.frames = list(self._made())

    def reading(self) -> AbstractContextManager[None]:
        """Nothing begins when a page is opened."""
        return nullcontext()

    def sheet(self, name: str) -> str:
        """There is none."""
        raise LookupError(f"there is no {name} in this recording")

    def told(self) -> dict[str, Any]:
        """The whole run, frame by frame."""
        about = self.run.about
        return {
            "live": False,
            "title": f"{about.scenario}, {about.started}",
            "account": about.account_id,
            "frames": self.frames,
            "ends_s": self.frames[-1]["at_s"] if self.frames else 0,
        }

    def ask(self, what: str) -> Any:
        """`chain/7`, `lines/<function>`; LookupError for anything else."""
        kind, _, name = what.partition("/")
        if kind == "chain" and name.isdecimal():
            return self._story.chain(int(name))
        log = self.folder / "logs" / f"{name}.log"
        if kind == "lines" and "/" not in name and log.is_file():
            return log.read_text().splitlines()[-LINES:]
        raise LookupError(f"there is no {what} in this recording")

    def do(self, action: str, parameters: dict[str, Any]) -> None:
        """Refused: nothing can be done with a run that is over."""
        raise OnlyReplayed(f"{action}: this run is over; `make workshop` opens a page on which things can be done")

    def upload(self, bucket: str, key: str, body: bytes) -> None:
        """Refused, likewise."""
        self.do("upload", {})

    def _made(self) -> Iterator[dict[str, Any]]:
        yield _frame(0, "graph", self._story.graph.as_json())
        tally, found = Tally(), self._story.tell(self._happenings)
        began = _wall_of_beginning(self.run, found)
        frames = [*self._of_entries(), *self._of_moves(found, tally, began)]
        yield from sorted(frames, key=lambda each: each["at_s"])
        ends = max((each["at_s"] for each in frames), default=0.0)
        yield _frame(ends + 0.5, "verdict", verdict_of(self.run))

    def _of_entries(self) -> Iterator[dict[str, Any]]:
        for entry in self.run.timeline:
            if (line := entry_line(entry)) is not None:
                yield _frame(entry.at_s, "entry", line)

    def _of_moves(self, moves: list[Move], tally: Tally, began: float) -> Iterator[dict[str, Any]]:
        for batch in _batches(moves):
            at_s = max(0.0, batch[-1].at_s - began)
            tally.add(batch)
            body = [each.as_json() for each in summed(batch, AT_ONCE)]
            yield _frame(at_s, "moves", {"moves": body, "count": len(batch)})
            now_s = batch[-1].cloudwatch_s
            gauges = {"nodes": gauges_of(self._wiring, tally), "clock": {"mode": self.run.about.clock, "now_s": now_s}}
            yield _frame(at_s, "gauges", gauges)


def _frame(at_s: float, kind: str, body: Any) -> dict[str, Any]:
    return {"at_s": round(at_s, 3), "kind": kind, "body": body}


def _batches(moves: list[Move]) -> Iterator[list[Move]]:
    """Moves that came within a moment, together."""
    batch: list[Move] = []
    for move in sorted(moves, key=lambda each: each.number):
        if batch and move.at_s - batch[0].at_s > TOGETHER_S:
            yield batch
            batch = []
        batch.append(move)
    if batch:
        yield batch


def _wall_of_beginning(run: SavedRun, moves: list[Move]) -> float:
    """The wall's time at the timeline's second 0: an upload that it tells of is found among the moves by its key."""
    for entry in run.timeline:
        key = entry.facts.get("key")
        if isinstance(key, str) and (found := _upload(moves, key)) is not None:
            return found.at_s - entry.at_s
    first_entry: Entry | None = next((each for each in run.timeline if each.at_s), None)
    return moves[0].at_s - (first_entry.at_s if first_entry else 0.0) if moves else 0.0


def _upload(moves: list[Move], key: str) -> Move | None:
    return next((each for each in moves if each.what == "PutObject" and f"key {key}" in each.marks), None)
