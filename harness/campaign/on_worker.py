"""The part of a campaign that happens on a worker of a Dask cluster: an emulator, one run at a time, what it leaves."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, TextIO
from zipfile import ZIP_DEFLATED, ZipFile

from distributed import WorkerPlugin, get_worker

from bootstrap.file_lock import lock as file_lock
from bootstrap.file_lock import try_lock
from harness.campaign.results import Result
from harness.campaign.version import version
from harness.campaign.workers import Run, Startable, Worker, embedded_at, run_on
from harness.home import Home

NAME = "emulation-harness"
EMULATOR, LOCK = "emulator", ".lock"
"""In a worker's folder, and what is added to its name: held while the worker lives."""
RunsIn = Callable[[Path], Run]
"""How a seed is run whose failure is to be kept below that folder."""


@dataclass(frozen=True)
class Shipped:
    """What a worker sends back: the result, and the run's folder as a zip; empty when the run isn't kept."""

    result: Result
    run: bytes

    def unpacked(self, folder: Path) -> Result:
        """The result with its run in that folder, where one was kept."""
        if not self.run:
            return self.result
        with ZipFile(BytesIO(self.run)) as archive:
            archive.extractall(folder)
        return Result(**{**vars(self.result), "folder": str(folder)})


def resource(of_version: str) -> str:
    """What a worker that can take runs of that version has one of: a run takes it, so each worker does one at once."""
    return f"{NAME}-{of_version}"


class EmulatorOfWorker(WorkerPlugin):  # type: ignore[misc]
    """Gives a worker of the campaign's version an emulator; see `join`."""

    name = NAME

    def __init__(self, of_version: str, campaign: str, begin: Callable[[Path], Startable] = embedded_at) -> None:
        self.of_version, self.campaign, self.begin = of_version, campaign, begin
        self._worker: Worker | None = None

    async def setup(self, worker: Any) -> None:
        """Called as a worker joins the campaign."""
        self._folder = Home.default().root / "campaign" / "".join(c if c.isalnum() else "-" for c in str(worker.name))
        self._place = await asyncio.to_thread(own_place, self._folder, self.begin)
        self._one_at_once = Lock()
        self._worker = Worker(self._folder / EMULATOR, self.begin)
        await worker.set_resources(**{resource(self.of_version): 1})

    async def teardown(self, worker: Any) -> None:
        """Called as the campaign ends, or the worker does: nothing is left of it."""
        if self._worker is not None:
            await asyncio.to_thread(self._end)

    def _end(self) -> None:
        assert self._worker is not None
        self._worker.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        Path(self._place.name).unlink(missing_ok=True)
        self._place.close()

    def run(self, runs_in: RunsIn, seed: int) -> Shipped:
        """One seed, and what is left of a run that didn't pass."""
        assert self._worker is not None
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._one_at_once, TemporaryDirectory(dir=self._folder, ignore_cleanup_errors=True) as failures:
            result = run_on(self._worker, runs_in(Path(failures)), seed)
            return Shipped(result, _packed(Path(result.folder)) if result.folder else b"")


async def join(plugin: EmulatorOfWorker, dask_worker: Any = None) -> str:
    """What a worker is asked: empty when it takes part from now on, or why it doesn't.

    One that the scheduler had lost is asked again, maybe in the middle of a run: it keeps what it has.
    """
    own = await asyncio.to_thread(version)
    if own != plugin.of_version:
        return f"it has another version of this project, {own} and not {plugin.of_version}"
    if getattr(dask_worker.plugins.get(NAME), "campaign", None) != plugin.campaign:
        await dask_worker.plugin_add(plugin=plugin, name=NAME, catch_errors=False)
    return ""


async def leave(dask_worker: Any = None) -> None:
    """What a worker is asked in the end: it takes part no longer.

    It has none of the resource then, but knows of it: a run that was interrupted gives back what it took, and a worker
    that doesn't know what that is ends.
    """
    plugin = dask_worker.plugins.get(NAME)
    if plugin is not None:
        await dask_worker.set_resources(**{resource(plugin.of_version): 0})
        await dask_worker.plugin_remove(name=NAME)


def run_here(runs_in: RunsIn, seed: int) -> Shipped:
    """The task that a worker is given."""
    return get_worker().plugins[NAME].run(runs_in, seed)  # type: ignore[no-any-return]


def own_place(folder: Path, begin: Callable[[Path], Startable]) -> TextIO:
    """Have the folder for as long as what is returned is open; emulators of workers that were killed are ended first.

    Nobody else would end those: a process that is killed ends nothing of its own. The kernel lets its lock go.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for lock in folder.parent.glob(f"*{LOCK}"):
        with suppress(FileNotFoundError), lock.open("r") as file:
            if try_lock(file):
                left = lock.with_suffix("")
                begin(left / EMULATOR).stop()
                shutil.rmtree(left, ignore_errors=True)
                lock.unlink()
    own = folder.with_suffix(LOCK).open("a")
    file_lock(own)
    return own


def _packed(folder: Path) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.write(path, path.relative_to(folder))
    return packed.getvalue()
