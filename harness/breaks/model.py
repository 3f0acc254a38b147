"""What a way to break something is, where it can be used, and what it remembers so that it can be undone."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from bootstrap.clients import Clients
from bootstrap.errors import HarnessError
from harness.wiring.model import Edge, Wiring

Memory = dict[str, Any]
"""What undoing needs, as JSON takes it."""


class BreakError(HarnessError):
    """Something can't be broken or mended. The message says what, and what to do instead."""


@dataclass(frozen=True)
class Spot:
    """One place where a kind of break can be used. `links` are those that a diagnosis names then, one of them first.

    `what` is the link or the function that is broken, as the diagnosis calls it; `data` what was read of it.
    """

    what: str
    links: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict, compare=False)


def of_edge(edge: Edge, **more: Any) -> Spot:
    """The place of an edge, which is the link that is named."""
    return Spot(edge.name, (edge.name,), {"edge": edge, **more})


class Break(ABC):
    """A way to break a link. It does it through AWS's API, as a person would by mistake, and undoes it exactly."""

    name: ClassVar[str]
    text: ClassVar[str]
    """What is done, in words that follow on the place's name."""
    needs_enforce: ClassVar[bool] = False
    """Whether it holds events back only where IAM is enforced."""

    @abstractmethod
    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Where it can be used in a wiring."""

    @abstractmethod
    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Break it, and wait until it is broken; what undoing needs."""

    @abstractmethod
    def undo(self, clients: Clients, memory: Memory) -> None:
        """Make it as it was, and wait until it is."""
