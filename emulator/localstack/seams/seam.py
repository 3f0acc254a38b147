"""What a seam is: one place where we change LocalStack, or a library that it is built on, as a value."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

BASE = "localstack"
"""The package that targets are relative to, unless a seam names another one."""
RELEASES = ("4.9.2", "4.14.0")
"""The releases of LocalStack that are supported."""
GATEWAY = "aws.app:LocalstackAwsGateway.__init__"
"""Where LocalStack lines up its gateway's handlers: the target of every seam of the kind HANDLER with a position."""


class Kind(StrEnum):
    """How a seam changes its target."""

    WRAP = "wrap"
    """A function: `by(original, *args, **kwargs)` is called in its place."""
    REPLACE = "replace"
    """A class or function: `by(original)` answers what stands in its place."""
    ASSIGN = "assign"
    """Any other attribute, of a class or module: `by(original)` answers its value."""
    ADD = "add"
    """A class gets an attribute that its source doesn't have: an inherited or generated one; `by(class)` answers it.

    What is checked is the class.
    """
    HANDLER = "handler"
    """`by(chain, context, response)` is one more handler of the gateway."""


@dataclass(frozen=True)
class Position:
    """Where a handler stands: in which chain of the gateway, at an index or after a handler of LocalStack's."""

    chain: str
    at: int | str


@dataclass(frozen=True)
class Seam:
    """One declared change."""

    target: str
    """Module and name, relative to `base`: `services.sqs.models:StandardQueue.receive`."""
    why: str
    kind: Kind
    by: Callable[..., Any]
    base: str = BASE
    releases: tuple[str, ...] = RELEASES
    at: tuple[str, ...] = ()
    """The services of which the first that is loaded brings the change about; none: the start of the emulator does."""
    only: Callable[[], bool] | None = None
    """Whether this emulator's settings want the change; None: all do."""
    position: Position | None = None

    @property
    def name(self) -> str:
        """The target in full."""
        return f"{self.base}.{self.target}"

    @property
    def module(self) -> str:
        """The module that the target stands in."""
        return self.name.partition(":")[0]

    @property
    def path(self) -> list[str]:
        """The names that lead from the module to the target."""
        return self.target.partition(":")[2].split(".")

    @property
    def checked(self) -> list[str]:
        """The names that lead to what must be as it was recorded."""
        return self.path[:-1] if self.kind is Kind.ADD else self.path

    @property
    def ours(self) -> str:
        """Where the function stands that makes the change."""
        return f"{self.by.__module__}:{self.by.__qualname__}"


class SeamError(RuntimeError):
    """LocalStack can't be changed as declared; the message names every seam that is concerned."""
