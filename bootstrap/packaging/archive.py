"""Reproducible packages: the same files give the same bytes, so that a hash tells whether anything changed."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bootstrap.model.content import Folder, Inline

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest time a zip can carry: every entry has it."""
FILE_MODE = 0o100644
LEFT_OUT = frozenset({"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".DS_Store"})


@dataclass(frozen=True)
class Package:
    """A zip ready to be given to AWS."""

    data: bytes

    @property
    def code_sha256(self) -> str:
        """Its SHA-256 in base64, as Lambda reports it in `CodeSha256`."""
        return base64.b64encode(hashlib.sha256(self.data).digest()).decode()


def zipped(files: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    """The files as a zip, sorted by path, with fixed times and modes; ValueError when two have one path.

    Uncompressed by default: compressed bytes would depend on the machine's zlib.
    """
    buffer = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for path, data in sorted(files):
            if path in taken:
                raise ValueError(f"{path} is twice in one package; rename one of the two")
            taken.add(path)
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.external_attr = FILE_MODE << 16
            entry.create_system = 3  # Unix, whatever the machine is; modes count only there
            entry.compress_type = compression
            archive.writestr(entry, data)
    return buffer.getvalue()


def packaged(content: Inline | Folder) -> Package:
    """The content as a package; FileNotFoundError when a folder has no file."""
    return Package(zipped(files_of(content)))


def files_of(content: Inline | Folder) -> Iterator[tuple[str, bytes]]:
    """Every file of the content, as (path in the package, bytes)."""
    if isinstance(content, Inline):
        yield from ((path, text.encode()) for path, text in content.files)
        return
    within = f"{content.root}/" if content.root else ""
    yield from ((f"{within}{path}", data) for path, data in files_below(content.path))
    for folder in content.beside:
        yield from ((f"{folder.name}/{path}", data) for path, data in files_below(folder))


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below the folder but caches, as (path relative to it, bytes)."""
    names = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    kept = [name for name in names if not LEFT_OUT & set(name.parts)]
    if not kept:
        raise FileNotFoundError(f"{folder}: no code there; write it, or correct the stack that names it")
    yield from ((name.as_posix(), (folder / name).read_bytes()) for name in kept)
