"""Tells a teardown step by step: in a line each, or guided, with what is there before and after each step."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape

from bootstrap.registry import handler_of
from bootstrap.removal import Emptied, Event, Kept, Removed, StepBegins, StepEnds
from bootstrap.steps import Step, removal_steps


@dataclass
class Briefly:
    """A line a step: what was removed, and what wasn't with the reason."""

    console: Console
    removed: int = 0

    def __call__(self, event: Event) -> None:
        """Print what a reader wants to know of the event."""
        if isinstance(event, StepBegins):
            self.removed = 0
        elif isinstance(event, Removed):
            self.removed += 1
        elif isinstance(event, StepEnds):
            if event.step.contents:
                return
            left = f", [red]{len(event.left)} still there[/]" if event.left else ""
            self.console.print(f"{escape(str(event.step).strip()):<30} {self.removed} removed{left}")
        elif isinstance(event, Kept | Emptied):
            colour = "red" if isinstance(event, Kept) else "dim"
            self.console.print(f"[{colour}]    {escape(str(event))}[/]")


@dataclass
class Guided:
    """Each step by itself: what is there before, a pause if `pause` makes one, what is there after.

    Steps without anything to do are named too, once.
    """

    console: Console
    pause: Callable[[str], None]
    _waiting: list[Step] = field(default_factory=removal_steps)

    def __call__(self, event: Event) -> None:
        """Print before or after, or what happens in between."""
        if isinstance(event, StepBegins):
            self._begin(event)
        elif isinstance(event, StepEnds):
            after = f"[red]{len(event.left)} still there[/]" if event.left else "[green]nothing left of it[/]"
            self.console.print(f"  after   {after}")
        else:
            colour = "red" if isinstance(event, Kept) else "dim"
            self.console.print(f"          [{colour}]{escape(str(event))}[/]")

    def finish(self) -> None:
        """Name the steps at the end that had nothing to do."""
        for step in self._waiting:
            self.console.print(f"[bold]step {step}[/]  [dim]nothing there[/]")
        self._waiting.clear()

    def _begin(self, event: StepBegins) -> None:
        while self._waiting and self._waiting[0].number != event.step.number:
            self.console.print(f"[bold]step {self._waiting.pop(0)}[/]  [dim]nothing there[/]")
        if self._waiting:
            self._waiting.pop(0)
        self.console.print(f"[bold]step {event.step}[/]")
        held = event.held or (0,) * len(event.going)
        for found, count in zip(event.going, held, strict=True):
            inside = f"{count} {handler_of(found.kind).contents} of " if count else ""
            self.console.print(f"  before  {inside}{found.kind} {escape(found.identity)}")
        self.pause(f"  Enter {'empties' if event.step.contents else 'removes'} {len(event.going)} ")
