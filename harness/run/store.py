"""Saved runs: `runs/<utc>-<scenario>/`. Plots, pages and reports read only these: live and replay share one path."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from bootstrap.errors import HarnessError
from harness.run.timeline import Timeline
from harness.run.verdict import Finding, Verdict, overall

IAM = "iam.json"
MOVES = "moves.json"
"""The file of a run's folder with what happened in the account while it ran, and how all was connected."""
USAGE = "usage.json"
"""The file of a run's folder with what the run used."""


class NotARun(HarnessError):
    """The folder holds no saved run. The message says what is missing."""


@dataclass(frozen=True)
class About:
    """What a run was: everything that isn't in its timeline."""

    scenario: str
    stack: str
    clock: str
    period_s: int
    account_id: str
    started: str
    versions: dict[str, str] = field(default_factory=dict)
    wall_s: dict[str, float] = field(default_factory=dict)
    """Real seconds by phase: apply, steps, waiting for windows, teardown, total."""
    thresholds: list[float] = field(default_factory=list)
    """What the alarms of its stack compare with, lowest first."""


@dataclass(frozen=True)
class SavedRun:
    """A run as it was saved."""

    folder: Path
    about: About
    timeline: Timeline
    findings: tuple[Finding, ...]
    divergences: tuple[dict[str, str], ...]

    @property
    def verdict(self) -> Verdict:
        """The run's verdict: that of its findings."""
        return overall(self.findings)


@dataclass(frozen=True)
class Store:
    """The folder of all runs."""

    root: Path

    def new(self, scenario: str, now: datetime) -> Path:
        """Make the folder of a new run, named by its UTC second and scenario; never one that exists already."""
        stem = f"{now:%Y%m%dT%H%M%SZ}-{scenario}"
        for suffix in ("", *(f"-{n}" for n in range(2, 1000))):
            folder = self.root / f"{stem}{suffix}"
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                continue
            return folder
        raise FileExistsError(f"{self.root / stem}: a thousand runs in one second")

    def runs(self) -> list[Path]:
        """Every run's folder, oldest first."""
        return sorted(path.parent for path in self.root.glob("*/run.json"))


def save(folder: Path, run: SavedRun) -> None:
    """Write everything but pictures and logs."""
    _write(folder / "timeline.jsonl", run.timeline.dumps())
    _write(folder / "canonical.jsonl", run.timeline.canonical())
    verdict = {"verdict": run.verdict, "findings": [asdict(finding) for finding in run.findings]}
    _write_json(folder / "verdict.json", verdict)
    _write_json(folder / "fidelity.json", {"divergences": list(run.divergences)})
    _write_json(folder / "run.json", asdict(run.about))


def load(folder: Path) -> SavedRun:
    """Read a run back; NotARun when the folder isn't one."""
    try:
        about = About(**json.loads((folder / "run.json").read_text()))
        timeline = Timeline.loads((folder / "timeline.jsonl").read_text())
        rows = json.loads((folder / "verdict.json").read_text())["findings"]
        divergences = json.loads((folder / "fidelity.json").read_text())["divergences"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotARun(f"{folder} is not a saved run: {_why(folder, error)}") from error
    findings = tuple(Finding(row["check"], Verdict(row["verdict"]), row["why"]) for row in rows)
    return SavedRun(folder, about, timeline, findings, tuple(divergences))


def save_usage(folder: Path, usage: Mapping[str, Any]) -> None:
    """Write what a run used, as `harness.probes.usage` read it."""
    _write_json(folder / USAGE, usage)


def load_usage(folder: Path) -> dict[str, Any]:
    """What a run used; NotARun when the folder doesn't say."""
    try:
        return cast(dict[str, Any], json.loads((folder / USAGE).read_text()))
    except (OSError, ValueError) as error:
        raise NotARun(f"{folder} does not tell what the run used: {_why(folder, error)}") from error


def save_iam(folder: Path, iam: Mapping[str, Any]) -> None:
    """Write what roles were granted and asked, as `harness.probes.iam` read it."""
    _write_json(folder / IAM, iam)


def load_iam(folder: Path) -> dict[str, Any]:
    """What roles were granted and asked in a run; NotARun when the folder doesn't say."""
    try:
        return cast(dict[str, Any], json.loads((folder / IAM).read_text()))
    except (OSError, ValueError) as error:
        raise NotARun(f"{folder} does not tell what its roles were granted: {_why(folder, error)}") from error


def _why(folder: Path, error: Exception) -> str:
    """Why a run's folder can't be read, in words."""
    if not folder.is_dir():
        return "there is no such folder"
    if isinstance(error, FileNotFoundError):
        return f"it has no {Path(error.filename).name}"
    if isinstance(error, OSError):
        return f"{Path(error.filename or folder).name} can't be read: {error.strerror}"
    return "what is in it is of no run, or of another version of the harness"


def save_moves(folder: Path, moves: Mapping[str, Any]) -> None:
    """Write what happened while it ran: a `wiring`, and the `happenings` of the emulator's feed."""
    _write_json(folder / MOVES, moves)


def load_moves(folder: Path) -> dict[str, Any]:
    """What happened while a run ran; NotARun when the folder doesn't say."""
    try:
        return cast(dict[str, Any], json.loads((folder / MOVES).read_text()))
    except (OSError, ValueError) as error:
        raise NotARun(f"{folder} does not tell what moved while it ran: {error}") from error


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text)
    partial.replace(path)


def _write_json(path: Path, value: Any) -> None:
    _write(path, json.dumps(value, indent=2, sort_keys=True, default=str) + "\n")
