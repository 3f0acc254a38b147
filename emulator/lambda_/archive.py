"""The unpacking of code and layers: an archive comes from anyone, so every entry is checked before anything is written.

What it may hold is what AWS's Linux would unpack inside of one folder: folders, files and links that stay inside. A
link is never written through. Refusals begin with AWS's own words (CreateFunction: InvalidParameterValueException),
which tell no reason; the reason follows them, with names from the archive only, never a path of the machine.
"""

import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

MOST_BYTES = 262_144_000
"""250 MB unpacked (AWS, Lambda quotas)."""
MOST_ENTRIES = 100_000
LONGEST_NAME_BYTES = 255
"""Linux's limit for one name."""
LONGEST_PATH_BYTES = 3072
"""Linux's limit for a path, 4096, less the folder it is unpacked in."""
DEEPEST = 128
LONGEST_LINK_BYTES = 4095
_PIECE = 1 << 18
_NOT_UNZIPPED = "Could not unzip uploaded file. Please check your file, then try to upload again."
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_FROM_UNIX = 3
_ENCRYPTED = 0x1 | 0x40 | 0x2000

Kind = Literal["folder", "file", "link"]
Parts = tuple[str, ...]


class BadArchive(Exception):
    """An archive that can't be unpacked; the message is AWS's, and why."""


class TooLarge(Exception):
    """An archive that is larger unpacked than AWS allows; the message is AWS's."""


@dataclass(frozen=True)
class Entry:
    """One thing to make: where, below the folder, what, and with which permissions. `target` is a link's."""

    parts: Parts
    kind: Kind
    mode: int
    info: zipfile.ZipInfo
    target: str = ""

    @property
    def name(self) -> str:
        """As the archive has it."""
        return "/".join(self.parts)


def check(file: IO[bytes], most_bytes: int = MOST_BYTES) -> None:
    """BadArchive or TooLarge for an archive that `unpack` wouldn't take, as far as its directory tells."""
    with _opened(file) as archive:
        plan(archive, most_bytes)


def unpack(file: IO[bytes], folder: Path, most_bytes: int = MOST_BYTES) -> None:
    """Unpack into `folder`, which is new or empty; BadArchive or TooLarge, and then it is gone.

    A name that comes twice is the later one's, as for `unzip`.
    """
    with _opened(file) as archive:
        entries = plan(archive, most_bytes)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _make(archive, entries, folder, most_bytes)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise _bad(f"it can't be unpacked here: {error.strerror}") from error
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _make(archive: zipfile.ZipFile, entries: list[Entry], folder: Path, left: int) -> None:
    """Folders and files; links when all else is there, so that nothing can be written through one; permissions."""
    for entry in entries:
        place = folder.joinpath(*entry.parts)
        if entry.kind == "folder":
            place.mkdir()
        elif entry.kind == "file":
            left -= _write(archive, entry, place, left)
    for entry in reversed(entries):
        place = folder.joinpath(*entry.parts)
        if entry.kind == "link":
            place.symlink_to(entry.target)
        elif entry.kind == "folder":
            place.chmod(entry.mode | stat.S_IRWXU)


def plan(archive: zipfile.ZipFile, most_bytes: int) -> list[Entry]:
    """What is to be made, folders before what is in them; BadArchive or TooLarge when anything in it may not be."""
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        raise _bad(f"it has {len(infos)} entries, more than {MOST_ENTRIES}")
    if sum(info.file_size for info in infos) >= most_bytes:
        raise _too_large(most_bytes)
    named: dict[Parts, Entry] = {}
    for info in infos:
        entry = _entry(archive, info)
        if entry is not None:
            named.pop(entry.parts, None)
            named[entry.parts] = entry
    return _with_folders(named)


def _with_folders(named: dict[Parts, Entry]) -> list[Entry]:
    """All entries and the folders they are in, which the archive need not name; nothing lies below a file or a link."""
    folders = {parts for parts, entry in named.items() if entry.kind == "folder"}
    plain = zipfile.ZipInfo()
    for entry in list(named.values()):
        for depth in range(1, len(entry.parts)):
            above = entry.parts[:depth]
            if above not in folders:
                if above in named:
                    raise _bad(f"{entry.name!r} lies below {'/'.join(above)!r}, which is a {named[above].kind}")
                folders.add(above)
                named[above] = Entry(above, "folder", 0o755, plain)
    for entry in named.values():
        if entry.kind == "link":
            _check_link(entry)
    return sorted(named.values(), key=lambda entry: (len(entry.parts), entry.parts))


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry | None:
    """One entry, checked by itself; None for the folder itself."""
    name = info.filename
    if info.flag_bits & _ENCRYPTED:
        raise _bad(f"{_shown(name)} is encrypted")
    if info.compress_type not in _METHODS:
        raise _bad(f"{_shown(name)} is compressed by a method that isn't known: {info.compress_type}")
    parts = _parts(info)
    if not parts:
        return None
    mode = info.external_attr >> 16 if info.create_system == _FROM_UNIX else 0
    kind = _kind(info, mode)
    permissions = mode & 0o777 or (0o755 if kind == "folder" else 0o644 if mode else 0o755)
    return Entry(parts, kind, permissions, info, _target(archive, info) if kind == "link" else "")


def _kind(info: zipfile.ZipInfo, mode: int) -> Kind:
    form = stat.S_IFMT(mode)
    if form == stat.S_IFLNK:
        return "link"
    if form not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _bad(f"{_shown(info.filename)} is neither a file nor a folder nor a link")
    return "folder" if info.is_dir() or form == stat.S_IFDIR else "file"


def _parts(info: zipfile.ZipInfo) -> Parts:
    """The name in its parts; `.` and empty ones left out."""
    name, original = info.filename, info.orig_filename
    if "\0" in original or name.startswith("/"):
        raise _bad(f"{_shown(original)} is no name inside of the archive")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    try:
        lengths = [len(part.encode()) for part in parts]
    except UnicodeEncodeError:
        raise _bad(f"{_shown(name)} isn't text") from None
    if ".." in parts:
        raise _bad(f"{_shown(name)} leads out of the archive")
    if any(ord(character) < ord(" ") for character in name):
        raise _bad(f"{_shown(name)} has control characters")
    if max(lengths, default=0) > LONGEST_NAME_BYTES or sum(lengths) + len(parts) > LONGEST_PATH_BYTES:
        raise _bad(f"{_shown(name)} is too long a name")
    if len(parts) > DEEPEST:
        raise _bad(f"{_shown(name)} lies too deep")
    return parts


def _target(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    if info.file_size > LONGEST_LINK_BYTES:
        raise _bad(f"the link {_shown(info.filename)} is too long")
    try:
        return b"".join(_pieces(archive, info, LONGEST_LINK_BYTES)).decode()
    except UnicodeDecodeError:
        raise _bad(f"the link {_shown(info.filename)} isn't text") from None


def _check_link(entry: Entry) -> None:
    """A link leads to a place inside. Steps out of a folder may only come first: what they lead to is known then."""
    target = entry.target
    if not target or "\0" in target or target.startswith("/"):
        raise _bad(f"the link {_shown(entry.name)} leads to {_shown(target)}, which isn't inside of the archive")
    depth, went_in = len(entry.parts) - 1, False
    for part in target.split("/"):
        if part == "..":
            depth -= 1
            if depth < 0 or went_in:
                raise _bad(f"the link {_shown(entry.name)} leads to {_shown(target)}, which may be outside")
        elif part not in ("", "."):
            went_in = True


def _write(archive: zipfile.ZipFile, entry: Entry, place: Path, left: int) -> int:
    """Write one new file; its size, which may not be more than is left, whatever the archive's directory says."""
    written = 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with open(place, "wb", opener=lambda path, _: os.open(path, flags, 0o600)) as out:
        for piece in _pieces(archive, entry.info, left):
            out.write(piece)
            written += len(piece)
        os.fchmod(out.fileno(), entry.mode)
    return written


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most_bytes: int) -> Iterator[bytes]:
    """What an entry holds; BadArchive when that is damaged, TooLarge when it is more than the directory could tell."""
    size = 0
    try:
        with archive.open(info) as source:
            while piece := source.read(_PIECE):
                size += len(piece)
                if size > most_bytes:
                    raise _too_large(MOST_BYTES)
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError) as error:
        raise _bad(f"{_shown(info.filename)} is damaged: {type(error).__name__}") from error


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except Exception as error:  # whatever hostile bytes make of the parser
        raise _bad("it isn't a zip file") from error


def _shown(name: str) -> str:
    shown = name if len(name) <= 80 else name[:77] + "..."
    with suppress(UnicodeError):
        return repr(shown.encode(errors="backslashreplace").decode())
    return "(a name)"


def _bad(why: str) -> BadArchive:
    return BadArchive(f"{_NOT_UNZIPPED} ({why})")


def _too_large(most_bytes: int) -> TooLarge:
    return TooLarge(f"Unzipped size must be smaller than {most_bytes} bytes")
