"""What an expression is once it is read: a tree whose names and values are still placeholders."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Steps: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Path:
    """A document path; a step is a name as it is written, or an index."""

    steps: Steps


@dataclass(frozen=True)
class Value:
    """A placeholder for a value, with its colon."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function with its operands."""

    function: str
    operands: tuple["Operand", ...]


Operand: TypeAlias = Path | Value | Call


@dataclass(frozen=True)
class Comparison:
    """Two operands and one of `=`, `<>`, `<`, `<=`, `>`, `>=`, or two numbers with `+` or `-` between them."""

    operator: str
    left: Operand
    right: Operand

    @property
    def operands(self) -> tuple[Operand, ...]:
        """All of them."""
        return (self.left, self.right)


@dataclass(frozen=True)
class Between:
    """An operand and its bounds."""

    operand: Operand
    low: Operand
    high: Operand

    @property
    def operands(self) -> tuple[Operand, ...]:
        """All of them."""
        return (self.operand, self.low, self.high)


@dataclass(frozen=True)
class In:
    """An operand and what it may be."""

    operand: Operand
    options: tuple[Operand, ...]

    @property
    def operands(self) -> tuple[Operand, ...]:
        """All of them."""
        return (self.operand, *self.options)


@dataclass(frozen=True)
class Logical:
    """AND or OR of two conditions."""

    operator: str
    left: "Condition"
    right: "Condition"


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    condition: "Condition"


Condition: TypeAlias = Comparison | Between | In | Call | Logical | Not
Leaf: TypeAlias = Comparison | Between | In | Call


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The conditions that AND, OR and NOT connect, from left to right."""
    if isinstance(condition, Logical):
        yield from leaves(condition.left)
        yield from leaves(condition.right)
    elif isinstance(condition, Not):
        yield from leaves(condition.condition)
    else:
        yield condition


def operands_in(*found: Operand) -> Iterator[Operand]:
    """Those operands and what stands inside of them."""
    for operand in found:
        yield operand
        if isinstance(operand, Call):
            yield from operands_in(*operand.operands)


def paths_in(*found: Operand) -> Iterator[Path]:
    """The document paths of operands."""
    return (operand for operand in operands_in(*found) if isinstance(operand, Path))
