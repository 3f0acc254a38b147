"""Large archives are unpacked once for the same bytes, and don't pile up."""

from pathlib import Path

import pytest

from emulator.localstack.lambda_.kept_code import SPARE
from emulator.localstack.lambda_.unpacking import Unpacked


class Archives:
    """Archives by their content, and how often each was really unpacked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unpacked = Unpacked()
        self.times: dict[str, int] = {}

    def prepare(self, version: str, content: str) -> Path:
        """Where the archive of that version is unpacked."""
        target = self.folder / version / "code"

        def unpack() -> None:
            self.times[content] = self.times.get(content, 0) + 1
            target.mkdir(parents=True)
            (target / "module.py").write_text(content)

        self.unpacked.provide(self.folder / "unpacked" / content, target, unpack)
        return target

    def destroy(self, version: str) -> None:
        """As LocalStack does it."""
        target = self.folder / version / "code"
        target.unlink()
        target.parent.rmdir()
        self.unpacked.release(target)

    def kept(self) -> set[str]:
        return {path.name for path in (self.folder / "unpacked").iterdir()}


@pytest.fixture
def archives(tmp_path: Path) -> Archives:
    return Archives(tmp_path)


def test_the_same_content_is_unpacked_once(archives: Archives) -> None:
    one, two = archives.prepare("1", "same"), archives.prepare("2", "same")
    assert archives.prepare("3", "other").joinpath("module.py").read_text() == "other"
    assert one.joinpath("module.py").read_text() == two.joinpath("module.py").read_text() == "same"
    assert one.resolve() == two.resolve()
    assert archives.times == {"same": 1, "other": 1}


def test_what_is_prepared_already_is_left_alone(archives: Archives) -> None:
    assert archives.prepare("1", "same") == archives.prepare("1", "same")
    assert archives.times == {"same": 1}


def test_a_version_that_goes_takes_nothing_from_the_others(archives: Archives) -> None:
    archives.prepare("1", "same")
    two = archives.prepare("2", "same")
    archives.destroy("1")
    assert two.joinpath("module.py").read_text() == "same"
    archives.destroy("2")
    archives.prepare("3", "same")
    assert archives.times == {"same": 1}


def test_contents_that_nobody_uses_do_not_pile_up(archives: Archives) -> None:
    for number in range(SPARE + 5):
        archives.prepare(f"{number}", f"content-{number}")
    archives.prepare("again", "content-0")
    for number in range(SPARE + 5):
        archives.destroy(f"{number}")
    assert len(archives.kept()) == SPARE + 1
    assert "content-0" in archives.kept(), "it is in use"
    archives.prepare("late", "content-1")
    assert archives.times["content-1"] == 2


def test_what_was_used_last_is_kept_longest(archives: Archives) -> None:
    for number in range(SPARE + 1):
        archives.prepare(f"{number}", f"content-{number}")
        archives.destroy(f"{number}")
    assert archives.kept() == {f"content-{number}" for number in range(1, SPARE + 1)}


def test_leftovers_of_an_emulator_before_this_one_are_replaced(archives: Archives) -> None:
    stale = archives.folder / "unpacked" / "same"
    stale.mkdir(parents=True)
    (stale / "half.py").touch()
    assert [path.name for path in archives.prepare("1", "same").iterdir()] == ["module.py"]


def test_an_archive_that_can_not_be_unpacked_is_tried_again(archives: Archives, tmp_path: Path) -> None:
    def fail() -> None:
        raise ValueError("not a zip")

    with pytest.raises(ValueError, match="not a zip"):
        archives.unpacked.provide(tmp_path / "unpacked" / "same", tmp_path / "1" / "code", fail)
    archives.prepare("1", "same")
    assert archives.times == {"same": 1}
