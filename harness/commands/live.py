"""A run as it happens, for a terminal: what is done, awaited and seen."""

from collections.abc import Callable, Mapping
from types import MappingProxyType, TracebackType
from typing import Any, Self

from rich.console import Console
from rich.markup import escape

from bootstrap.packaging.layers import Building
from harness.run.record import Listener
from harness.run.timeline import Entry, Kind

Lines = Mapping[str, Callable[[Entry], str]]
PHASES = {"leftovers": "looking for what an earlier run left"}
"""How phases are called where people read of them."""


class LiveView:
    """Prints entries as they are recorded and shows what is awaited meanwhile. Works on pipes too."""

    def __init__(self, console: Console, lines: Lines = MappingProxyType({})) -> None:
        self._console, self._lines = console, lines
        self._status = console.status("")

    def __enter__(self) -> Self:
        self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()

    def listener(self) -> Listener:
        """The runner's ear."""
        return Listener(self._phase, self._entry, self._resource, self._look)

    def _phase(self, name: str) -> None:
        self._status.update(PHASES.get(name, name))

    def _resource(self, event: Any) -> None:
        if isinstance(event, Building):
            self._console.print(escape(str(event)))
        self._status.update(escape(str(event)))

    def _look(self, condition: Any, seen: Any) -> None:
        self._status.update(f"waiting for {escape(str(condition))}: {escape(seen.text)}")

    def _entry(self, entry: Entry) -> None:
        line = line_of(entry, self._lines)
        if line:
            self._console.print(f"[dim]{entry.at_s:6.1f} s[/]  {line}")


def line_of(entry: Entry, lines: Lines = MappingProxyType({})) -> str:
    """An entry as one line of a terminal, with rich's markup; empty for those that only fill the record.

    `lines` are a system's own, by the names of entries that it observes.
    """
    seen = entry.kind in (Kind.OBSERVED, Kind.LIVE)
    speak = lines.get(entry.name) if seen else None
    speak = speak or KINDS.get(entry.kind)
    return speak(entry) if speak else ""


def _action(entry: Entry) -> str:
    facts = ", ".join(f"{key} {value}" for key, value in entry.facts.items() if value is not None)
    return f"{entry.name} {escape(facts)}".rstrip()


def _wait(entry: Entry) -> str:
    if entry.facts.get("met"):
        return f"[green]now[/] {escape(entry.name)}"
    return f"[red]given up[/] {escape(entry.name)}\n{escape(str(entry.detail.get('diagnosis', '')))}"


def _observed(entry: Entry) -> str:
    """Windows, and what an alarm's history says; the rest is for the judges."""
    facts: dict[str, Any] = entry.facts
    if entry.name == "window":
        saw = ", ".join(f"{name} {'no data' if value is None else value}" for name, value in facts["saw"].items())
        states = ", ".join(f"{name} {_coloured(state)}" for name, state in facts["states"].items())
        return f"window {facts['number']}: {saw} → {states}"
    if "transitions" in facts:
        changes = [" → ".join(_coloured(state) for state in change.split(" -> ")) for change in facts["transitions"]]
        actions = f"{facts['actions']} action{'s' * (facts['actions'] != 1)}"
        return f"history of {facts.get('alarm', 'the alarm')}: {', '.join(changes) or 'no transition'}; {actions}"
    return ""


def _coloured(state: str) -> str:
    return f"[{STATE_COLOURS.get(state, 'dim')}]{state}[/]"


STATE_COLOURS = {"ALARM": "red", "OK": "green"}
KINDS: dict[Kind, Callable[[Entry], str]] = {
    Kind.ACTION: _action,
    Kind.WAIT: _wait,
    Kind.OBSERVED: _observed,
    Kind.TOLD: lambda entry: f"[cyan]{escape(entry.name)}[/]",
    Kind.NOTE: lambda entry: f"[dim]{escape(entry.name)}[/]",
}
