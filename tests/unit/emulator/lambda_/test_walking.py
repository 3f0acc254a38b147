"""Everything below a folder: each folder before what is in it, links not followed, what goes away left out."""

import os
from pathlib import Path

from emulator.lambda_.walking import below


def test_a_folder_comes_before_what_is_in_it_and_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    found = [os.path.relpath(entry.path, tmp_path) for entry in below(tmp_path)]
    assert sorted(found) == ["a", "a/b", "a/b/file", "link"]
    assert found.index("a") < found.index("a/b") < found.index("a/b/file")


def test_what_is_gone_counts_as_empty(tmp_path: Path) -> None:
    assert list(below(tmp_path / "none")) == []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    found = []
    for entry in below(tmp_path):
        found.append(entry.name)
        if entry.is_dir():
            (Path(entry.path) / "file").unlink()
            Path(entry.path).rmdir()
    assert sorted(found) == ["one", "two"]


def test_a_folder_may_be_made_readable_when_it_comes(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "file").write_text("x")
    closed.chmod(0o000)
    found = []
    for entry in below(tmp_path):
        found.append(entry.name)
        if entry.name == "closed":
            closed.chmod(0o755)
    assert found == ["closed", "file"]
