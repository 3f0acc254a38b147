"""Where packages come from: functions zipped from their sources, layers from the cache."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bootstrap.model.content import Content, File, OpenRequirements, Requirements, Text, Together
from bootstrap.packaging.archive import Package, packaged, zipped
from bootstrap.packaging.layers import Building, Interpreter, built, fingerprint


@dataclass(frozen=True)
class Packager:
    """Makes packages for one interpreter. `cache` keeps built layers between runs; a plan needs none.

    `on_build` is told of each that must be built, in the thread that does it.
    """

    interpreter: Interpreter
    cache: Path | None = None
    on_build: Callable[[Building], None] = field(default=lambda _: None, compare=False, repr=False)

    def package(self, content: Content) -> Package:
        """The content as a zip; a layer that isn't cached is built first. Raises LayerError, FileNotFoundError."""
        if isinstance(content, Requirements | OpenRequirements):
            if self.cache is None:
                raise ValueError(f"no cache folder to build {_file(content).name} in; apply needs one")
            return Package(built(content, self.interpreter, self.cache, on_build=self.on_build).read_bytes())
        if isinstance(content, File):
            return Package(content.path.read_bytes())
        if isinstance(content, Text):
            return Package(content.text.encode())
        if isinstance(content, Together):
            return Package(zipped(entry for part in content.parts for entry in self._entries(part)))
        return packaged(content)

    def fingerprint(self, content: Content) -> str:
        """What the package is made from, in one word and without building a layer."""
        if isinstance(content, Requirements | OpenRequirements):
            return f"{_file(content).stem} {self.interpreter.tag} {fingerprint(content, self.interpreter)}"
        if isinstance(content, Together):
            return sha256(" ".join(map(self.fingerprint, content.parts)).encode()).hexdigest()
        if isinstance(content, File | Text):
            return self.package(content).code_sha256
        return packaged(content).code_sha256

    def _entries(self, content: Content) -> Iterator[tuple[str, bytes]]:
        with zipfile.ZipFile(io.BytesIO(self.package(content).data)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())


def _file(content: Requirements | OpenRequirements) -> Path:
    return content.lock if isinstance(content, Requirements) else content.file
