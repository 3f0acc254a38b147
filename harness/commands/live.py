"""A run as it happens, for a terminal: what is being done, and each total as it is reached."""

from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.markup import escape

from harness.runner import Listener
from harness.timeline import Entry, Kind


class LiveView:
    """Prints entries as they are recorded and shows what is awaited meanwhile. Works on pipes too."""

    def __init__(self, console: Console) -> None:
        self._console = console
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
        self._status.update(name)

    def _resource(self, event: Any) -> None:
        self._status.update(escape(str(event)))

    def _look(self, condition: Any, seen: Any) -> None:
        self._status.update(f"waiting for {escape(str(condition))}: {escape(seen.text)}")

    def _entry(self, entry: Entry) -> None:
        line = line_of(entry)
        if line:
            self._console.print(f"[dim]{entry.at_s:6.1f} s[/]  {line}", soft_wrap=True)


def line_of(entry: Entry) -> str:
    """An entry as one line of a terminal, with rich's markup; empty for those that only fill the record."""
    if entry.name == "total":
        return f"[bold]total {entry.facts['bytes']}[/]"
    if entry.kind is Kind.ACTION:
        facts = ", ".join(f"{key} {value}" for key, value in entry.facts.items() if value is not None)
        return f"{entry.name} {escape(facts)}"
    if entry.kind is Kind.WAIT:
        mark = "[green]met[/]" if entry.facts.get("met") else "[red]given up[/]"
        tail = "" if entry.facts.get("met") else f"\n{escape(str(entry.detail.get('diagnosis', '')))}"
        return f"{mark} {escape(entry.name)}{tail}"
    if entry.kind is Kind.NOTE:
        return f"[dim]{escape(entry.name)}[/]"
    return ""
