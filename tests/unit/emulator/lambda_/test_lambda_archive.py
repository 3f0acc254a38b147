"""Unpacking: what AWS takes is unpacked, and nothing that an archive says reaches beyond its folder."""

import errno
import io
import os
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.lambda_ import archive
from emulator.lambda_.archive import BadArchive, TooLarge
from tests.examples import examples

LINK, FIFO, DEVICE, FOLDER, FILE = 0o120777, 0o010644, 0o060644, 0o040755, 0o100644
Item = tuple[str, int, bytes]


def zipped(*items: Item, method: int = zipfile.ZIP_STORED) -> io.BytesIO:
    """An archive of names, modes and contents, as they are given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, mode, content in items:
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr, info.compress_type = 3, mode << 16, method
            file.writestr(info, content)
    out.seek(0)
    return out


def unpack(file: io.BytesIO, folder: Path, **options: Any) -> dict[str, Any]:
    archive.unpack(file, folder, **options)
    return content_of(folder)


def is_a_circle(link: Path) -> bool:
    """Which leads nowhere, whatever `realpath` makes of it."""
    try:
        link.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def content_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent) / name
            found[str(path.relative_to(folder))] = (
                f"-> {path.readlink()}" if path.is_symlink() else "folder" if path.is_dir() else path.read_bytes()
            )
    return found


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_files_folders_and_links_are_unpacked(tmp_path: Path, method: int) -> None:
    file = zipped(
        ("app.py", FILE, b"code"),
        ("./bin/run", 0o100755, b"#!"),
        ("empty/", FOLDER, b""),
        ("bin/again", LINK, b"../app.py"),
        ("lib", LINK, b"bin"),
        ("ü😀", FILE, b"x"),
        method=method,
    )
    assert unpack(file, tmp_path / "code") == {
        "app.py": b"code",
        "bin": "folder",
        "bin/run": b"#!",
        "bin/again": "-> ../app.py",
        "empty": "folder",
        "lib": "-> bin",
        "ü😀": b"x",
    }
    assert stat.S_IMODE((tmp_path / "code/bin/run").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "code/app.py").stat().st_mode) == 0o644


def test_special_bits_are_taken_away_and_the_owner_may_always_remove(tmp_path: Path) -> None:
    unpack(zipped(("s", 0o106755, b""), ("d/", 0o040000, b""), ("d/f", FILE, b"")), tmp_path / "code")
    assert stat.S_IMODE((tmp_path / "code/s").stat().st_mode) == 0o755
    assert (tmp_path / "code/d").stat().st_mode & stat.S_IRWXU == stat.S_IRWXU


def test_a_name_that_comes_twice_is_the_later_one_s(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        file = zipped(("a", LINK, b"b"), ("a", FILE, b"first"), ("a", FILE, b"second"), ("b", FILE, b""))
    assert unpack(file, tmp_path / "code") == {"a": b"second", "b": b""}


HOSTILE: dict[str, tuple[tuple[Item, ...], str]] = {
    "through a link": ((("d", LINK, b"/tmp"), ("d/pwn", FILE, b"")), "which is a link"),
    "through a link inside": ((("e/", FOLDER, b""), ("d", LINK, b"e"), ("d/pwn", FILE, b"")), "which is a link"),
    "below a file": ((("d", FILE, b""), ("d/pwn", FILE, b"")), "which is a file"),
    "absolute link": ((("d", LINK, b"/etc/passwd"),), "isn't inside"),
    "link out": ((("a/d", LINK, b"../../x"),), "may be outside"),
    "link out by another": ((("a", LINK, b"b/../../x"),), "may be outside"),
    "link in and out": ((("a/b/l", LINK, b"../.."), ("x", LINK, b"a/b/l/../..")), "may be outside"),
    "empty link": ((("d", LINK, b""),), "isn't inside"),
    "link with a zero": ((("d", LINK, b"a\0b"),), "isn't inside"),
    "link that isn't text": ((("d", LINK, b"\xff\xfe"),), "isn't text"),
    "long link": ((("d", LINK, b"x" * 5000),), "too long"),
    "absolute name": ((("/etc/x", FILE, b""),), "no name inside"),
    "parent": ((("../x", FILE, b""),), "leads out"),
    "parent within": ((("a/../x", FILE, b""),), "leads out"),
    "pipe": ((("p", FIFO, b""),), "neither a file"),
    "device": ((("p", DEVICE, b""),), "neither a file"),
    "long name": ((("n" * 300, FILE, b""),), "too long"),
    "long name in bytes": ((("é" * 200, FILE, b""),), "too long"),
    "long path": (((("n" * 200 + "/") * 20 + "x", FILE, b""),), "too long"),
    "deep": ((("a/" * 200 + "x", FILE, b""),), "too deep"),
    "newline": ((("a\nb", FILE, b""),), "control characters"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_hostile_is_refused_before_anything_is_written(tmp_path: Path, case: str) -> None:
    items, reason = HOSTILE[case]
    file = zipped(("first", FILE, b"x"), *items)
    with pytest.raises(BadArchive, match=reason) as refused:
        archive.unpack(file, tmp_path / "code")
    message = str(refused.value)
    assert message.startswith("Could not unzip uploaded file. Please check your file, then try to upload again. (")
    assert str(tmp_path) not in message
    assert len(message) < 400
    assert list(tmp_path.iterdir()) == []
    file.seek(0)
    with pytest.raises(BadArchive):
        archive.check(file)


def test_a_name_that_ends_at_a_zero_is_refused(tmp_path: Path) -> None:
    raw = zipped(("abcd", FILE, b"")).getvalue().replace(b"abcd", b"ab\0d")
    with pytest.raises(BadArchive):
        archive.unpack(io.BytesIO(raw), tmp_path / "code")


def test_names_that_differ_in_directory_and_file_are_refused(tmp_path: Path) -> None:
    raw = zipped(("abcd", FILE, b"")).getvalue().replace(b"abcd", b"../x", 1)
    with pytest.raises(BadArchive, match="damaged"):
        archive.unpack(io.BytesIO(raw), tmp_path / "code")
    assert list(tmp_path.iterdir()) == []


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    raw = bytearray(zipped(("a", FILE, b"x")).getvalue())
    raw[raw.index(b"PK\1\2") + 8] |= 1
    with pytest.raises(BadArchive, match="encrypted"):
        archive.unpack(io.BytesIO(bytes(raw)), tmp_path / "code")


def test_what_is_too_large_is_refused_by_what_it_says(tmp_path: Path) -> None:
    file = zipped(*[(f"f{number}", FILE, b"x" * 1000) for number in range(10)])
    with pytest.raises(TooLarge, match="Unzipped size must be smaller than 10000 bytes"):
        archive.unpack(file, tmp_path / "code", most_bytes=10_000)


def test_what_lies_about_its_size_is_refused_as_it_comes(tmp_path: Path) -> None:
    raw = zipped(("bomb", FILE, b"x" * 5_000_000), method=zipfile.ZIP_DEFLATED).getvalue()
    smaller = raw.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 10))
    with pytest.raises((BadArchive, TooLarge)):
        archive.unpack(io.BytesIO(smaller), tmp_path / "code", most_bytes=1_000_000)
    assert list(tmp_path.iterdir()) == []


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_ENTRIES", 5)
    with pytest.raises(BadArchive, match="6 entries"):
        archive.check(zipped(*[(f"{number}", FILE, b"") for number in range(6)]))


PART = st.sampled_from(["a", "b", "c", "..", ".", "", "é", "x" * 256]) | st.text(max_size=4)
NAME = st.builds(lambda parts, slash: "/".join(parts) + slash, st.lists(PART, max_size=4), st.sampled_from(["", "/"]))
MODE = st.sampled_from([FILE, FOLDER, LINK, LINK, FIFO, 0, 0o104755, 0o100000])
ITEM = st.tuples(NAME, MODE, NAME.map(lambda name: name.encode(errors="replace")) | st.binary(max_size=20))


@given(st.lists(ITEM, max_size=8), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=4))
@settings(max_examples=examples(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_archive_reaches_beyond_its_folder(
    tmp_path_factory: pytest.TempPathFactory, items: list[Item], damage: list[tuple[int, int]]
) -> None:
    place = tmp_path_factory.mktemp("hostile")
    try:
        raw = bytearray(zipped(*items).getvalue())
    except (ValueError, UnicodeError):  # zipfile itself writes no such name
        return
    for at, byte in damage:
        raw[at % len(raw)] = byte
    folder = place / "code"
    outside = sorted(place.parent.iterdir())
    said = ""
    try:
        archive.unpack(io.BytesIO(bytes(raw)), folder, most_bytes=10_000)
    except (BadArchive, TooLarge) as error:
        said = str(error)
    assert folder.exists() == (not said)
    assert str(place) not in said
    assert [entry.name for entry in place.iterdir()] in ([], ["code"])
    assert sorted(place.parent.iterdir()) == outside
    for path in folder.rglob("*"):
        if path.is_symlink():
            assert is_a_circle(path) or Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
        assert path.is_symlink() or stat.S_ISREG(path.lstat().st_mode) or path.is_dir()
