"""What share of each plain room's lines unit and contract tests run, and the floor that it may not fall below.

`make coverage` measures and asks: `python -m tests.coverage_floors REPORT`, with a report of `coverage json`. A room
that only talks to AWS, to LocalStack or to a terminal is tested where those are, by the integration tests, and has no
floor here.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FLOORS = {
    "bounded_yaml": 95,
    "bootstrap/apply.py": 95,
    "bootstrap/audit.py": 95,
    "bootstrap/endpoint.py": 95,
    "bootstrap/model": 98,
    "bootstrap/ownership.py": 95,
    "bootstrap/packaging": 92,
    "bootstrap/plan.py": 95,
    "bootstrap/polling.py": 95,
    "bootstrap/registry.py": 95,
    "bootstrap/removal.py": 80,
    "bootstrap/stacks": 95,
    "bootstrap/steps.py": 95,
    "bootstrap/survey.py": 95,
    "bootstrap/templates": 80,
    "emulator/accounts": 95,
    "emulator/activity": 95,
    "emulator/apigateway": 95,
    "emulator/apigatewayv2": 95,
    "emulator/attention.py": 95,
    "emulator/clock.py": 95,
    "emulator/billing": 95,
    "emulator/cloudformation": 90,
    "emulator/cloudwatch": 95,
    "emulator/divergences.py": 95,
    "emulator/dynamodb": 95,
    "emulator/egress": 85,
    "emulator/faults": 95,
    "emulator/feed.py": 95,
    "emulator/gateway": 95,
    "emulator/iam": 95,
    "emulator/lambda_": 74,
    "emulator/logs": 95,
    "emulator/marks.py": 95,
    "emulator/metering": 95,
    "emulator/s3": 95,
    "emulator/scheduler": 95,
    "emulator/server": 90,
    "emulator/sns": 95,
    "emulator/sqs": 95,
    "emulator/tagging": 95,
    "emulator/validation": 95,
    "harness/checks": 95,
    "harness/cost": 95,
    "pricing": 95,
    "harness/diagnosis": 80,
    "harness/permissions": 95,
    "harness/plots": 95,
    "harness/probes": 70,
    "harness/run": 76,
    "harness/waits": 93,
}
"""Percent of lines, by folder or file. A floor goes up when a room's share does; it goes down for no test that is gone.

`emulator/lambda_` holds the programs that run inside a function's own process and walls, which no unit test enters.
"""


@dataclass(frozen=True)
class Share:
    """Lines that were run, of those that can be."""

    covered: int
    lines: int

    @property
    def percent(self) -> float:
        """100 for a room without lines."""
        return 100 * self.covered / self.lines if self.lines else 100.0


def share_of(room: str, report: Mapping[str, Share]) -> Share:
    """A folder's or file's share, from that of each file by its path."""
    files = [share for path, share in report.items() if path == room or path.startswith(f"{room}/")]
    return Share(sum(each.covered for each in files), sum(each.lines for each in files))


def read(report: Path) -> dict[str, Share]:
    """The share of each file in a report of `coverage json`."""
    files = json.loads(report.read_text())["files"]
    return {
        path.replace("\\", "/"): Share(each["summary"]["covered_lines"], each["summary"]["num_statements"])
        for path, each in files.items()
    }


def table(report: Mapping[str, Share]) -> list[str]:
    """A line a room: its share, its floor, and whether it is below."""
    shares = {room: share_of(room, report).percent for room in FLOORS}
    return [
        f"{share:5.1f} %  floor {FLOORS[room]:3d}  {room}{'  BELOW ITS FLOOR' if share < FLOORS[room] else ''}"
        for room, share in shares.items()
    ]


def below(report: Mapping[str, Share]) -> list[str]:
    """The rooms whose share is below their floor."""
    return [room for room, floor in FLOORS.items() if share_of(room, report).percent < floor]


if __name__ == "__main__":
    measured = read(Path(sys.argv[1]))
    print("\n".join(table(measured)))
    if short := below(measured):
        sys.exit(f"write tests for {', '.join(short)}: they are below their floor in tests/coverage_floors.py")
