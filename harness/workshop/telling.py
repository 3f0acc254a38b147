"""How a run, a teardown and a diagnosis are told to the page. Pure."""

from collections.abc import Mapping
from typing import Any

from bootstrap.registry import handler_of
from bootstrap.removal import Event, Kept, StepBegins, StepEnds
from harness.diagnosis.report import Report
from harness.run.store import SavedRun
from harness.run.timeline import Entry, Kind
from harness.wiring.model import Edge
from harness.workshop.graph import drawn_from, edge_id

SAID = {Kind.ACTION: "did", Kind.WAIT: "waited", Kind.OBSERVED: "saw", Kind.LIVE: "saw", Kind.TOLD: "", Kind.NOTE: ""}


def entry_line(entry: Entry) -> dict[str, Any] | None:
    """An entry of a timeline; None for what only fills the record."""
    if entry.kind is Kind.WAIT and not entry.facts.get("met"):
        text = f"given up: {entry.name}; {entry.detail.get('why', '')}"
        return _line(entry, "trouble", text)
    if entry.kind in (Kind.OBSERVED, Kind.LIVE) and entry.name not in ("total", "window"):
        return None
    return _line(entry, SAID[entry.kind], f"{entry.name} {facts_in(entry.facts)}".strip())


def facts_in(facts: Mapping[str, Any]) -> str:
    """Facts as words."""
    return ", ".join(f"{name} {_short(value)}" for name, value in facts.items() if value is not None and name != "met")


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{name} {each}" for name, each in value.items())
    return str(value)


def _line(entry: Entry, how: str, text: str) -> dict[str, Any]:
    return {"at_s": round(entry.at_s, 2), "cloudwatch_s": entry.cloudwatch_s, "how": how, "text": text}


def verdict_of(run: SavedRun) -> dict[str, Any]:
    """How a run ended, check by check."""
    return {
        "scenario": run.about.scenario,
        "verdict": str(run.verdict),
        "folder": str(run.folder),
        "checks": [
            {"check": each.check, "verdict": str(each.verdict), "why": each.why} for each in run.findings
        ],
    }  # fmt: skip


def diagnosis_of(report: Report) -> dict[str, Any]:
    """The links with their states, by what stands for them in the graph."""
    found = []
    for place in report.places:
        state = report.state_of(place)
        if state is None:
            continue
        step = place.step
        on = edge_id(drawn_from(step)) if isinstance(step, Edge) else str(step)
        found.append(
            {
                "link": state.link, "on": on, "flow": str(state.flow), "why": state.why, "cause": state.cause,
                "facts": list(state.facts)[:6],
            }
        )  # fmt: skip
    stuck = report.stuck
    return {"links": found, "stuck": stuck.link if stuck else None}


def removal_line(event: Event) -> dict[str, str] | None:
    """One event of a teardown as a line, with what is there before and after a step."""
    if isinstance(event, StepBegins):
        held = event.held or (0,) * len(event.going)
        names = [
            f"{f'{count} {handler_of(found.kind).contents} of ' if count else ''}{found.identity}"
            for found, count in zip(event.going, held, strict=True)
        ]
        return {"how": "before", "text": f"step {event.step}: {', '.join(names)}"}
    if isinstance(event, StepEnds):
        left = f"{len(event.left)} still there" if event.left else "nothing left of it"
        return {"how": "after", "text": f"step {event.step}: {left}"}
    return {"how": "trouble", "text": str(event)} if isinstance(event, Kept) else None
