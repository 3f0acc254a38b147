"""A chain of links, each of which can say whether events pass through it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError


class Flow(StrEnum):
    """What a link says of itself."""

    PASSING = "passing"
    """Set up right, and what went in came out."""
    IDLE = "idle"
    """Set up right, and nothing has gone in yet."""
    STUCK = "stuck"
    """Broken, or something went in and didn't come out."""
    UNKNOWN = "unknown"
    """It couldn't be looked at."""


@dataclass(frozen=True)
class LinkState:
    """A link, what it says, why, the facts it saw, and what usually causes it where that is known."""

    link: str
    flow: Flow
    why: str
    facts: tuple[str, ...] = field(default=())
    cause: str = ""


class Link(ABC):
    """One hop of the chain."""

    @property
    @abstractmethod
    def name(self) -> str:
        """How the link is called."""

    @abstractmethod
    def state(self) -> LinkState:
        """Look, without changing anything."""


@dataclass(frozen=True)
class Diagnosis:
    """Every link's state, in the order events travel."""

    states: tuple[LinkState, ...]

    @property
    def stuck(self) -> LinkState | None:
        """The first link that is stuck; None when none is."""
        return next((state for state in self.states if state.flow is Flow.STUCK), None)

    @property
    def stuck_at(self) -> str | None:
        """The first link that is stuck, or else the first through which nothing has come; None when all pass."""
        for flow in (Flow.STUCK, Flow.IDLE):
            for state in self.states:
                if state.flow is flow:
                    return state.link
        return None

    def text(self) -> str:
        """The chain for people: a line a link, facts below, and the first stuck link last; empty for no links."""
        if not self.states:
            return ""
        lines = ["the chain, link by link:"]
        for state in self.states:
            lines.append(f"  [{state.flow:>7}] {state.link}: {state.why}")
            lines += [f"            {fact}" for fact in state.facts]
            lines += [f"            cause: {state.cause}"] if state.cause else []
        verdict = f"first stuck link: {self.stuck_at}" if self.stuck_at else "every link passes events"
        return "\n".join([*lines, verdict])


class Chain:
    """Links in the order events travel."""

    def __init__(self, *links: Link) -> None:
        self._links = links

    @property
    def names(self) -> tuple[str, ...]:
        """How its links are called, in order."""
        return tuple(link.name for link in self._links)

    def followed_by(self, link: Link, after: str) -> "Chain":
        """This chain with one more link, after the one of that name. ValueError when there is none of that name."""
        place = self.names.index(after) + 1
        return Chain(*self._links[:place], link, *self._links[place:])

    def diagnose(self) -> Diagnosis:
        """Look at every link; one that can't be looked at is unknown, and the others are looked at all the same."""
        return Diagnosis(tuple(_safely(link.name, link.state) for link in self._links))


def _safely(name: str, look: Callable[[], LinkState]) -> LinkState:
    try:
        return look()
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if "NotFound" in code or "NonExistent" in code or code.startswith("NoSuch"):
            return LinkState(name, Flow.STUCK, f"a part of it does not exist: {error}")
        return LinkState(name, Flow.UNKNOWN, f"can't be looked at: {error}")
    except (BotoCoreError, LookupError, ValueError) as error:
        return LinkState(name, Flow.UNKNOWN, f"can't be looked at: {error!r}")
