"""Parameters for any operation, made from its model: mostly such as it allows, sometimes at or beyond its edges.

Of one seed always the same ones. What would wait is asked not to.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

DEEPEST = 5
TEXTS = (
    "",
    "a",
    "name",
    "x" * 300,
    "ü😀\n",
    "arn:aws:sns:us-east-1:000000000000:t",
    "{}",
    "[",
    "-1",
    "*",
    "a b",
    "$.x",
    ":v",
)
NUMBERS = (0, 1, -1, 2, 10, 60, 1_000, 10**6, 2**31 - 1)
AT_ONCE = {"WaitTimeSeconds": 0, "MaximumBatchingWindowInSeconds": 0, "DryRun": True}
"""Members with one value, so that no call waits."""
LEFT_OUT = frozenset({"ContentLength"})
"""Who says that more comes than is sent is waited for."""
KNOWN = ("things", "things-2")
"""Names that tests give to what they make, so that some requests are about something that is there."""


class Requests:
    """A source of parameters. `there` are members by name, such as TopicArn, that mostly name what is there."""

    def __init__(self, seed: int, there: Mapping[str, str] | None = None) -> None:
        self._random, self._there = Random(seed), there or {}
        self._makers: Mapping[str, Callable[[Any], Any]] = {
            "string": self._text,
            "integer": self._number,
            "long": self._number,
            "float": self._float,
            "double": self._float,
            "boolean": lambda _: self._random.random() < 0.5,
            "timestamp": lambda _: datetime.fromtimestamp(self._random.choice((0, 1_700_000_000, 2_000_000_000)), UTC),
            "blob": lambda _: self._random.choice((b"", b"{}", b"\xff\x00", b"text")),
        }

    def choice(self, found: list[str]) -> str:
        """One of them."""
        return self._random.choice(found)

    def of(self, shape: Shape | None) -> dict[str, Any]:
        """Parameters for an operation with that input."""
        return self._structure(shape, 0) if isinstance(shape, StructureShape) else {}

    def _any(self, shape: Shape, depth: int) -> Any:
        if isinstance(shape, StructureShape):
            return self._structure(shape, depth)
        if isinstance(shape, ListShape):
            return [self._any(shape.member, depth + 1) for _ in range(self._count(depth))]
        if isinstance(shape, MapShape):
            return {self._key(shape.key): self._any(shape.value, depth + 1) for _ in range(self._count(depth))}
        return self._makers[shape.type_name](shape)

    def _structure(self, shape: StructureShape, depth: int) -> dict[str, Any]:
        members = list(shape.members.items())
        if getattr(shape, "is_tagged_union", False) or shape.name == "AttributeValue":
            members = [self._random.choice([one for one in members if depth < DEEPEST or one[1].type_name == "string"])]
        made = {}
        for name, member in members:
            wanted = name in shape.required_members or len(members) == 1
            if name not in LEFT_OUT and self._random.random() < (0.97 if wanted else 0.3 if depth < DEEPEST else 0.0):
                made[name] = self._member(name, member, depth + 1)
        return made

    def _member(self, name: str, shape: Shape, depth: int) -> Any:
        if name in AT_ONCE:
            return AT_ONCE[name]
        if name in self._there and self._random.random() < 0.7:
            return self._there[name]
        return self._any(shape, depth)

    def _count(self, depth: int) -> int:
        return 0 if depth >= DEEPEST else self._random.choice((0, 1, 1, 1, 2, 3))

    def _key(self, shape: Shape) -> str:
        return str(self._text(shape)) or "k"

    def _text(self, shape: Shape) -> str:
        enum = shape.metadata.get("enum")
        if enum and self._random.random() < 0.9:
            return str(self._random.choice(enum))
        if self._random.random() < 0.6:
            return self._random.choice(KNOWN)
        return self._random.choice(TEXTS)

    def _number(self, shape: Shape) -> int:
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        edges = [int(edge) for edge in (low, high) if edge is not None]
        return self._random.choice([*NUMBERS, *edges, *edges])

    def _float(self, _: Shape) -> float:
        return self._random.choice((0.0, 1.5, -1.5, 1e300))
