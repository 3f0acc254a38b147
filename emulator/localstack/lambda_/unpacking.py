"""A large archive is unpacked once: the same bytes published again are there already, to the next emulator too.

LocalStack downloads and unpacks every version of a layer anew, which for a plotting library is most of the time that
creating its function takes.
"""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from emulator.lambda_.kept import Kept
from emulator.lambda_.permissions import make_removable
from emulator.lambda_.unpacked_cache import UnpackedCache
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.lambda_.function_host import function_host
from emulator.localstack.lambda_.kept_code import LARGE_BYTES, SPARE
from emulator.localstack.seams import wraps


class Unpacked:
    """Contents of archives by digest, each a folder that users link to.

    `cache` has those of other emulators; it is asked for when it is needed, and may be None.
    """

    def __init__(self, cache: Callable[[], UnpackedCache | None] = lambda: None) -> None:
        self._cache = cache
        self._linking = threading.Lock()
        self._kept = Kept[Path](_remove, SPARE)

    def provide(self, kept: Path, target: Path, unpack: Callable[[], None]) -> None:
        """Make `target` a link to `kept`; when that isn't there, from what `unpack` puts at `target`."""

        def store() -> None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(kept, ignore_errors=True)  # of a LocalStack before this one
            cache = self._cache()
            if cache is not None and cache.fetch(kept.name, kept):
                return
            unpack()
            target.rename(kept)
            if cache is not None:
                cache.keep(kept.name, kept)

        with self._linking:
            if target.exists():
                return
            self._kept.use(kept, target, store)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(kept)

    def release(self, target: Path) -> None:
        """Note that `target` is gone, and remove the contents that have been unused longest."""
        self._kept.leave(target)


def _remove(kept: Path) -> None:
    make_removable(kept)
    shutil.rmtree(kept, ignore_errors=True)


def _cache() -> UnpackedCache | None:
    """The one that the emulator was given, if functions can't write into what others have from it."""
    folder = os.environ.get("HARNESS_UNPACKED_DIR")
    return UnpackedCache(Path(folder)) if folder and function_host().isolates() else None


unpacked = Unpacked(_cache)
"""Those of this process."""


@wraps(
    "services.lambda_.invocation.lambda_models:S3Code.prepare_for_execution",
    at="lambda",
    only=functions_are_processes,
    why="The same bytes are unpacked once, however often they are published.",
)
def prepare_for_execution(original: Callable[..., None], self: Any) -> None:
    """Unpack the archive, or link to where its contents are already."""
    if self.code_size < LARGE_BYTES:
        original(self)
        return
    target = self.get_unzipped_code_location()
    kept = target.parents[2] / "unpacked" / self.code_sha256.replace("/", "_")
    unpacked.provide(kept, target, lambda: original(self))


@wraps(
    "services.lambda_.invocation.lambda_models:S3Code.destroy_cached",
    at="lambda",
    only=functions_are_processes,
    why="Contents that nothing uses any longer are removed, but for the latest.",
)
def destroy_cached(original: Callable[..., None], self: Any) -> None:
    """Delete the link, and what has been unused longest."""
    original(self)
    unpacked.release(self.get_unzipped_code_location())
