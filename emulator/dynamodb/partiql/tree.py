"""What statements consist of: values, without how they are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

AttributeValue = Mapping[str, Any]


@dataclass(frozen=True)
class Path:
    """A document path: names and indexes."""

    parts: tuple[str | int, ...]


@dataclass(frozen=True)
class Value:
    """A literal or a parameter, as DynamoDB writes it."""

    value: AttributeValue


@dataclass(frozen=True)
class Call:
    """A function."""

    name: str
    arguments: tuple["Operand", ...]


@dataclass(frozen=True)
class Sum:
    """`left + right`, or `left - right`."""

    sign: str
    left: "Operand"
    right: "Operand"


Operand = Path | Value | Call | Sum


@dataclass(frozen=True)
class Compare:
    """`left = right` and its like; `operator` is DynamoDB's."""

    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True)
class Between:
    """`operand BETWEEN low AND high`."""

    operand: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True)
class In:
    """`operand IN [a, b]`."""

    operand: Operand
    among: tuple[Operand, ...]


@dataclass(frozen=True)
class Is:
    """`path IS MISSING` and `path IS NULL`."""

    path: Path
    what: str


@dataclass(frozen=True)
class Not:
    """`NOT condition`."""

    condition: "Condition"


@dataclass(frozen=True)
class Both:
    """`a AND b`, `a OR b`: `word` says which."""

    word: str
    conditions: tuple["Condition", ...]


Condition = Compare | Between | In | Is | Not | Both | Call


@dataclass(frozen=True)
class Select:
    """`paths` is None for all; `descending` is None without an ORDER BY, and `order` what it names."""

    table: str
    index: str | None
    paths: tuple[Path, ...] | None
    where: Condition | None
    order: str | None = None
    descending: bool = False


@dataclass(frozen=True)
class Exists:
    """A condition of a transaction."""

    select: Select


@dataclass(frozen=True)
class Insert:
    """A new item."""

    table: str
    item: Mapping[str, AttributeValue]


@dataclass(frozen=True)
class Update:
    """Changes of one item."""

    table: str
    sets: tuple[tuple[Path, Operand], ...]
    removes: tuple[Path, ...]
    where: Condition | None
    returning: str | None


@dataclass(frozen=True)
class Delete:
    """The end of one item."""

    table: str
    where: Condition | None
    returning: str | None


Statement = Select | Exists | Insert | Update | Delete
