"""What came of each seed, in one SQLite file: a seed is there once or not at all, so a campaign can go on any time."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bootstrap.errors import HarnessError

SCHEMA = """
CREATE TABLE IF NOT EXISTS campaign (only INTEGER PRIMARY KEY CHECK (only = 1), asked TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    seed INTEGER PRIMARY KEY,
    verdict TEXT NOT NULL,
    why TEXT NOT NULL,
    wall_s REAL NOT NULL,
    canonical TEXT NOT NULL,
    faults TEXT NOT NULL,
    folder TEXT NOT NULL
);
"""
BUSY_S = 30.0


class OtherCampaign(HarnessError):
    """The file has the results of another campaign. The message says which."""


@dataclass(frozen=True)
class Result:
    """One run: its verdict, what didn't hold, how long it took, the fingerprint of its canonical timeline, its faults.

    `why` has a line for each finding that isn't passed. `folder` is where the run was kept; empty when it wasn't.
    """

    seed: int
    verdict: str
    why: str = ""
    wall_s: float = 0.0
    canonical: str = ""
    faults: tuple[Mapping[str, Any], ...] = field(default=())
    folder: str = ""


@dataclass(frozen=True)
class Results:
    """The file. Safe to use from any thread: each use has a connection of its own."""

    path: Path

    def begin(self, asked: Mapping[str, Any]) -> None:
        """Make the file, or find that it is of the same campaign; OtherCampaign."""
        text = json.dumps(asked, sort_keys=True)
        with closing(self._connected()) as database, database:
            database.executescript(SCHEMA)
            database.execute("INSERT OR IGNORE INTO campaign VALUES (1, ?)", (text,))
            kept = database.execute("SELECT asked FROM campaign").fetchone()[0]
        if kept != text:
            raise OtherCampaign(
                f"{self.path} is of another campaign, {kept}; give another --store, or the same options"
            )

    def asked(self) -> dict[str, Any]:
        """What the campaign was begun with; OtherCampaign when there is none, and then nothing is made."""
        if not self.path.is_file():
            raise OtherCampaign(f"there is no campaign in {self.path.parent}: run one first, or give its --store")
        try:
            with closing(self._connected()) as database:
                return dict(json.loads(database.execute("SELECT asked FROM campaign").fetchone()[0]))
        except (sqlite3.Error, TypeError) as error:
            raise OtherCampaign(f"{self.path} has no campaign: {error}") from error

    def add(self, result: Result) -> bool:
        """Keep a result; False when the seed has one, which stays."""
        row = (
            result.seed, result.verdict, result.why, result.wall_s, result.canonical,
            json.dumps([dict(one) for one in result.faults]), result.folder,
        )  # fmt: skip
        with closing(self._connected()) as database, database:
            return database.execute("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)", row).rowcount == 1

    def all(self) -> list[Result]:
        """Every result, by seed."""
        with closing(self._connected()) as database:
            rows = database.execute("SELECT * FROM runs ORDER BY seed").fetchall()
        return [_result(*row) for row in rows]

    def missing(self, seeds: Iterable[int]) -> list[int]:
        """Those of the seeds that have no result yet."""
        with closing(self._connected()) as database:
            done = {seed for (seed,) in database.execute("SELECT seed FROM runs")}
        return [seed for seed in seeds if seed not in done]

    def _connected(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(self.path, timeout=BUSY_S)


def _result(seed: int, verdict: str, why: str, wall_s: float, canonical: str, faults: str, folder: str) -> Result:
    return Result(seed, verdict, why, wall_s, canonical, tuple(json.loads(faults)), folder)
