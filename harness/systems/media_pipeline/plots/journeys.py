"""How far each uploaded image came, and when. Pure: a timeline in, numbers out."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from harness.run.timeline import Timeline

MOMENTS = ("requested", "uploaded", "sent", "taken", "ended")
STAGES = ("uploading", "being dispatched", "in the queue", "being processed")
"""What an image is between two moments."""


@dataclass(frozen=True)
class Journey:
    """One image: its moments in seconds since the first request of the picture, those that are known."""

    file: str
    moments: dict[str, float]
    completed: bool
    why: str

    @property
    def stages(self) -> list[tuple[str, float, float]]:
        """What it was, from when to when; a stage whose end isn't known lasts until the next known moment."""
        known = [(name, self.moments[name]) for name in MOMENTS if name in self.moments]
        found = [(STAGES[MOMENTS.index(name)], from_s, to_s) for (name, from_s), (_, to_s) in pairwise(known)]
        return [(stage, from_s, max(from_s, to_s)) for stage, from_s, to_s in found]

    @property
    def took_s(self) -> float:
        """From the request to the end."""
        return max(self.moments.values()) - min(self.moments.values())


@dataclass(frozen=True)
class Answer:
    """What a request was answered."""

    to: str
    status: int
    says: str


def journeys_of(timeline: Timeline) -> tuple[Journey, ...]:
    """The images that the run looked at in its end, in the order of their requests."""
    entry = timeline.last("ends") or timeline.last("uploads")
    rows = cast(list[dict[str, Any]], entry.detail.get("rows", [])) if entry else []
    rows = sorted((row for row in rows if row.get("moments")), key=lambda row: min(row["moments"].values()))
    if not rows:
        return ()
    origin_s = min(rows[0]["moments"].values())
    return tuple(
        Journey(
            row["file"],
            {name: round(at_s - origin_s, 3) for name, at_s in row["moments"].items()},
            row["status"] == "COMPLETED",
            row.get("error") or "",
        )
        for row in rows
    )


def answers_of(timeline: Timeline) -> tuple[Answer, ...]:
    """The answers that the run recorded, in their order."""
    facts = [cast(dict[str, Any], entry.facts) for entry in timeline.named("answer")]
    return tuple(Answer(each["to"], each["status"], each.get("says") or "") for each in facts)


def levels(journeys: tuple[Journey, ...], moment: str) -> tuple[list[float], list[int]]:
    """The times at which one more image had come to this moment, and how many had."""
    times = sorted(journey.moments[moment] for journey in journeys if moment in journey.moments)
    return times, list(range(1, len(times) + 1))
