"""A stack beside the guide that says of what it is made."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bootstrap.model.resource import Resource
from bootstrap.model.stack import Stack
from bootstrap.stacks import STACKS, StackOptions

GUIDES = Path(__file__).parents[3] / "docs"
R = TypeVar("R", bound=Resource)


@dataclass(frozen=True)
class Specified:
    """The stack with its default options, and the text of the guide of the same name."""

    stack: Stack
    guide: str

    @classmethod
    def named(cls, name: str) -> "Specified":
        """The stack of that name."""
        return cls(STACKS[name](StackOptions()), (GUIDES / f"{name}.md").read_text())

    def every(self, kind: type[R]) -> dict[str, R]:
        """The stack's resources of a type, by name."""
        return {each.name: each for each in self.stack.resources if isinstance(each, kind)}

    def one(self, kind: type[R]) -> R:
        """The stack's only resource of a type."""
        (existing,) = self.every(kind).values()
        return existing

    def rows_below(self, heading: str) -> list[list[str]]:
        """The cells of the guide's table whose headings begin so, without code marks."""
        lines = self.guide.splitlines()
        start = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading}"))
        rows = []
        for line in lines[start:]:
            if not line.startswith("|"):
                break
            rows.append([cell.strip().replace("`", "") for cell in line.strip("|").split("|")])
        return [rows[0], *rows[2:]]
