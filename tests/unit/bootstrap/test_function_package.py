"""Packages: the same files give the same bytes, whatever the machine, the order and the time."""

import base64
import hashlib
import io
import os
import random
import zipfile
from pathlib import Path

import pytest

from bootstrap.model.content import Folder, Inline
from bootstrap.packaging.archive import Package, files_of, packaged, zipped


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_the_order_of_files_does_not_matter() -> None:
    files = [(f"{number}.py", b"x" * number) for number in range(30)]
    shuffled = files.copy()
    random.Random(7).shuffle(shuffled)
    assert zipped(files) == zipped(shuffled)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_times_modes_and_system_are_fixed(compression: int) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped([("b", b"2"), ("a/c", b"1")], compression))) as archive:
        assert archive.namelist() == ["a/c", "b"]
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == 0o100644
            assert entry.create_system == 3
            assert entry.compress_type == compression


def test_two_files_of_one_path_are_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.py is twice in one package"):
        zipped([("a.py", b"1"), ("b.py", b""), ("a.py", b"2")])


def test_modes_and_times_of_the_sources_do_not_matter(tmp_path: Path) -> None:
    one = written(tmp_path / "one", {"handler.py": "x = 1\n", "inner/more.py": ""})
    two = written(tmp_path / "two", {"inner/more.py": "", "handler.py": "x = 1\n"})
    (two / "handler.py").chmod(0o755)
    os.utime(two / "handler.py", (0, 0))
    assert packaged(Folder(one)).data == packaged(Folder(two)).data


def test_one_changed_byte_changes_the_hash(tmp_path: Path) -> None:
    folder = written(tmp_path, {"handler.py": "x = 1\n"})
    before = packaged(Folder(folder)).code_sha256
    (folder / "handler.py").write_text("x = 2\n")
    assert packaged(Folder(folder)).code_sha256 != before


def test_caches_are_left_out(tmp_path: Path) -> None:
    caches = (
        "__pycache__/handler.cpython-311.pyc",
        "a/__pycache__/b.pyc",
        ".mypy_cache/x",
        ".ruff_cache/x",
        ".DS_Store",
    )
    folder = written(tmp_path, dict.fromkeys(("handler.py", "a/b.py", *caches), ""))
    assert [name for name, _ in sorted(files_of(Folder(folder)))] == ["a/b.py", "handler.py"]


def test_folders_beside_come_under_their_own_names(tmp_path: Path) -> None:
    function = written(tmp_path / "function", {"handler.py": "h"})
    beside = written(
        tmp_path / "packages" / "size_ledger", {"__init__.py": "", "rules.py": "r", "__pycache__/x.pyc": ""}
    )
    assert entries(packaged(Folder(function, (beside,))).data) == {
        "handler.py": b"h",
        "size_ledger/__init__.py": b"",
        "size_ledger/rules.py": b"r",
    }


def test_a_folder_beside_can_not_hide_a_file_of_the_function(tmp_path: Path) -> None:
    function = written(tmp_path / "function", {"shared/a.py": "1"})
    beside = written(tmp_path / "packages" / "shared", {"a.py": "2"})
    with pytest.raises(ValueError, match=r"shared/a\.py is twice"):
        packaged(Folder(function, (beside,)))


def test_files_written_out_in_the_declaration() -> None:
    assert entries(packaged(Inline((("b.py", "é"), ("a/c.py", "")))).data) == {"a/c.py": b"", "b.py": "é".encode()}


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_without_code_says_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match=f"{name}: no code there; write it, or correct the stack"):
        packaged(Folder(tmp_path / name))


def test_the_hash_is_as_lambda_reports_it() -> None:
    expected = base64.b64encode(hashlib.sha256(b"zip").digest()).decode()
    assert Package(b"zip").code_sha256 == expected
