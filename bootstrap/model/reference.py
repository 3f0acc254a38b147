"""Values of a declaration, some of which AWS chooses only when the resource is made.

An ARN that follows from a name is computed at once, in `bootstrap.model.scope`. An API's id, a layer version's ARN or a
queue's URL doesn't follow from anything: a declaration holds a `Ref` to it, and the executor puts the value in.
"""

from dataclasses import dataclass
from typing import Protocol


class Referable(Protocol):
    """What a `Ref` may name: something with an address that has outputs. Resources are."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def address(self) -> str:
        """Which resource of the account it is."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """The values that are known once it exists."""


@dataclass(frozen=True)
class Ref:
    """A value of `resource` that is known once the resource exists; the attribute is one of its type's `outputs`."""

    resource: Referable
    attribute: str

    def __post_init__(self) -> None:
        if self.attribute not in self.resource.outputs:
            known = ", ".join(self.resource.outputs) or "nothing"
            raise ValueError(f"{self.resource.address} gives {known}, not {self.attribute!r}")


@dataclass(frozen=True)
class Output:
    """An output of a template's stack, known once that stands; empty where the template's condition leaves it out."""

    resource: Referable
    name: str

    @property
    def attribute(self) -> str:
        """Its name among the values of an existing stack."""
        return f"output {self.name}"


@dataclass(frozen=True)
class Join:
    """Several values put together into one text, such as a URL or an ARN."""

    parts: tuple["Value", ...]


Value = str | Ref | Output | Join
