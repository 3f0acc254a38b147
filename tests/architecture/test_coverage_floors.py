"""Each plain room has a floor, and the comparison with it can fail."""

import json
from pathlib import Path

from tests.coverage_floors import FLOORS, Share, below, read, share_of, table

ROOT = Path(__file__).resolve().parents[2]
ROOM, OTHER = "emulator/iam", "emulator/clock.py"
ALL = {(room if room.endswith(".py") else f"{room}/a.py"): Share(100, 100) for room in FLOORS}


def test_each_floor_is_that_of_a_room_that_there_is() -> None:
    assert [room for room in FLOORS if not (ROOT / room).exists()] == []


def test_each_plain_room_of_the_emulator_has_a_floor() -> None:
    rooms = {path.name for path in (ROOT / "emulator").iterdir() if (path / "__init__.py").exists()}
    assert {f"emulator/{name}" for name in rooms - {"localstack"}} <= FLOORS.keys()


def test_a_room_is_all_of_its_files_and_nobody_elses() -> None:
    report = {f"{ROOM}/a.py": Share(1, 2), f"{ROOM}/b/c.py": Share(2, 2), f"{ROOM}_more/d.py": Share(0, 9)}
    assert share_of(ROOM, report) == Share(3, 4)
    assert share_of("emulator/nothing", report).percent == 100


def test_a_room_below_its_floor_is_named() -> None:
    assert below(ALL) == []
    assert below({**ALL, OTHER: Share(1, 2), f"{ROOM}/b.py": Share(0, 100)}) == [OTHER, ROOM]
    (line,) = (line for line in table({**ALL, OTHER: Share(1, 2)}) if "BELOW" in line)
    assert line == f" 50.0 %  floor {FLOORS[OTHER]:3d}  {OTHER}  BELOW ITS FLOOR"


def test_a_report_of_coverage_is_read(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"files": {OTHER: {"summary": {"covered_lines": 3, "num_statements": 4}}}}))
    assert read(path) == {OTHER: Share(3, 4)}
