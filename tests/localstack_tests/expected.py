"""Lists of expected results, and how results differ from them. Pure.

A list begins with `# <path of LocalStack's test file>`. Each line is an outcome (`passed`, `failed`, `skipped`) and a
test's name; behind a `#` stands why it fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass

UNSAID = "not looked into yet"
Outcomes = dict[str, str]


@dataclass(frozen=True)
class Expected:
    """What is expected of one file of tests: the outcome of each, and the reasons of those that fail."""

    path: str
    outcomes: Outcomes
    reasons: dict[str, str]

    @classmethod
    def read(cls, text: str) -> "Expected":
        """From the text of a list; ValueError for a line that is none."""
        head, *lines = text.splitlines()
        if not head.startswith("# "):
            raise ValueError(f"a list begins with '# <path of the test file>', not {head!r}")
        outcomes: Outcomes = {}
        reasons: dict[str, str] = {}
        for line in filter(None, lines):
            entry, _, reason = line.partition("  # ")
            outcome, _, name = entry.partition(" ")
            outcomes[name.strip()] = outcome
            if reason:
                reasons[name.strip()] = reason
        return cls(head.removeprefix("# "), outcomes, reasons)

    def write(self) -> str:
        """The text of the list, by name."""
        lines = []
        for name, outcome in sorted(self.outcomes.items()):
            reason = self.reasons.get(name, UNSAID) if outcome == "failed" else ""
            lines.append(f"{outcome:<7} {name}" + (f"  # {reason}" if reason else ""))
        return "\n".join([f"# {self.path}", *lines, ""])

    def seen(self, outcomes: Outcomes) -> "Expected":
        """The list that these outcomes make; reasons stay."""
        return Expected(self.path, outcomes, self.reasons)


@dataclass(frozen=True)
class Difference:
    """How results differ: what no longer passes, what passes now, and tests that only one of both has."""

    lost: tuple[str, ...]
    won: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_regression(self) -> bool:
        """Whether something is worse than expected."""
        return bool(self.lost or self.missing)


def compare(expected: Mapping[str, str], seen: Mapping[str, str]) -> Difference:
    """Results beside what was expected of them."""
    both = sorted(expected.keys() & seen.keys())
    return Difference(
        lost=tuple(name for name in both if expected[name] == "passed" and seen[name] != "passed"),
        won=tuple(name for name in both if expected[name] != "passed" and seen[name] == "passed"),
        unknown=tuple(sorted(seen.keys() - expected.keys())),
        missing=tuple(sorted(expected.keys() - seen.keys())),
    )
