"""Where packages come from: functions zipped from their sources, layers from the cache."""

from dataclasses import dataclass
from pathlib import Path

from bootstrap.model.content import Content, Requirements
from bootstrap.packaging.archive import Package, packaged
from bootstrap.packaging.layers import Interpreter, built, fingerprint


@dataclass(frozen=True)
class Packager:
    """Makes packages for one interpreter. `cache` keeps built layers between runs; a plan needs none."""

    interpreter: Interpreter
    cache: Path | None = None

    def package(self, content: Content) -> Package:
        """The content as a zip; a layer that isn't cached is built first. Raises LayerError, FileNotFoundError."""
        if isinstance(content, Requirements):
            if self.cache is None:
                raise ValueError(f"no cache folder to build {content.lock.name} in; apply needs one")
            return Package(built(content, self.interpreter, self.cache).read_bytes())
        return packaged(content)

    def fingerprint(self, content: Content) -> str:
        """What the package is made from, in one word and without building a layer."""
        if isinstance(content, Requirements):
            return f"{content.lock.stem} {self.interpreter.tag} {fingerprint(content, self.interpreter)}"
        return packaged(content).code_sha256
