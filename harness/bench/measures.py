"""What is measured, one function a group. Each is given a running emulator of its own."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bootstrap.apply import apply
from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.model.stack import Stack
from bootstrap.packaging.packager import Packager
from bootstrap.resources.layer import Layer
from bootstrap.stacks import RUNTIME
from bootstrap.teardown import teardown
from harness.bench.figures import Figure, in_ms
from harness.bench.functions import HELD, NO_OP, WITH_BOTO3, function, hold, timed_invoke
from harness.bench.memory import memory_mib
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import EngineError
from harness.home import PROJECT, Home
from harness.probes.emulator import Emulator, clients_of
from harness.run.clock import Stopwatch, utc_now
from harness.run.registry import scenario_named
from harness.run.runner import Runner, RunOptions
from harness.run.store import Store

STARTS, STACKS_APPLIED, COLD, WARM, SCENARIOS, ENVIRONMENTS = 5, 5, 12, 300, 5, 45


def install() -> Iterator[Figure]:
    """A fresh install of what running needs, from the package index or its cache, in a folder of its own; its size."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("bootstrap", "emulator", "harness", "pricing", "requirements"):
            shutil.copytree(PROJECT / name, Path(folder) / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md"):
            shutil.copy(PROJECT / name, folder)
        watch = Stopwatch()
        subprocess.run([sys._base_executable, "requirements/install.py"], cwd=folder, check=True, capture_output=True)  # type: ignore[attr-defined]
        yield Figure("install", (watch.elapsed_s,), "s")
        installed = [path.lstat().st_size for path in Path(folder).rglob("*") if not path.is_dir()]
        yield Figure("install, on disk", (sum(installed) / 2**20,), "MiB")


def start(home: Home, port: int) -> Iterator[Figure]:
    """From nothing to healthy with our plugins loaded, what the first inventory takes then, and back."""
    starts, stops, fresh, inventories = [], [], [], []
    for _ in range(STARTS):
        engine = EmbeddedEngine(home, port)
        watch = Stopwatch()
        endpoint = engine.start()
        starts.append(watch.elapsed_s)
        fresh.append(sum(memory_mib(engine.folder)))
        with closing(clients_of(endpoint, "222222222222")) as clients:
            watch = Stopwatch()
            inventory(clients)
            inventories.append(watch.elapsed_s)
        watch = Stopwatch()
        engine.stop()
        stops.append(watch.elapsed_s)
    yield Figure("start to healthy", tuple(starts), "s", 2.0)
    yield Figure("first inventory", tuple(inventories), "s")
    yield Figure("stop", tuple(stops), "s", 1.5)
    yield Figure("memory at start", tuple(fresh), "MiB")


def stack_of(made: Stack, clients: Clients, cache: Path, bootstrap_s: float | None = None) -> Iterator[Figure]:
    """Creating and removing every resource of a stack, layers cached; removing as `make teardown` does.

    `bootstrap_s` is the target for creating it.
    """
    clients = clients.in_region(made.scope.region)
    interpreter = Emulator(clients).interpreter(RUNTIME)
    for layer in (each for each in made.resources if isinstance(each, Layer)):
        Packager(interpreter, cache).package(layer.content)
    yield from _applied_and_removed(made, clients, cache, bootstrap_s)


def _applied_and_removed(made: Stack, clients: Clients, cache: Path, bootstrap_s: float | None) -> Iterator[Figure]:
    """One stack several times; `bootstrap_s` is the target for creating it."""
    applied, removed = [], []
    emulator = Emulator(clients)
    for _ in range(STACKS_APPLIED):
        watch = Stopwatch()
        apply(made, clients, emulator.interpreter(RUNTIME), cache)
        applied.append(watch.elapsed_s)
        watch = Stopwatch()
        report = teardown(made, clients, regions=emulator.regions())
        removed.append(watch.elapsed_s)
        if not report.clean:
            raise EngineError(f"the teardown of {made.name} left something: {report.text()}")
    yield Figure(f"bootstrap of {made.name}, first", (applied[0],), "s", bootstrap_s)
    yield Figure(f"bootstrap of {made.name}, later", tuple(applied[1:]), "s", bootstrap_s)
    yield Figure(f"full teardown of {made.name}", tuple(removed), "s", 5.0)


def invocations(clients: Clients, folder: Path) -> Iterator[Figure]:
    """Cold and warm invocations through boto3, and the memory of many warm environments."""
    with function(clients, "bench-no-op", NO_OP) as name:
        yield Figure("cold invoke, no-op", in_ms([timed_invoke(clients, name)]), "ms")
        yield Figure("warm invoke, no-op", in_ms([timed_invoke(clients, name) for _ in range(WARM)]), "ms", 10.0)
    cold = []
    for number in range(COLD):
        with function(clients, f"bench-boto3-{number}", WITH_BOTO3) as name:
            cold.append(timed_invoke(clients, name))
    yield Figure("cold invoke, imports boto3 and makes a client", in_ms(cold), "ms", 150.0)
    with function(clients, "bench-held", HELD) as name:
        hold(clients, name, ENVIRONMENTS, 5.0)
        emulator, functions = memory_mib(folder)
        yield Figure(f"memory of {ENVIRONMENTS} warm environments", (functions,), "MiB", 1024.0)
        yield Figure("memory of LocalStack then", (emulator,), "MiB")


def scenario(name: str, engine: EmbeddedEngine, cache: Path, store: Path) -> Iterator[Figure]:
    """A scenario on the stepped clock: waiting for windows, and everything else."""
    chosen = scenario_named(name)
    runs = []
    for _ in range(SCENARIOS):
        folder = Store(store).new(chosen.name, utc_now())
        runs.append(Runner(engine.start(), cache).run(chosen, RunOptions(), folder).run.about.wall_s)
    windows = [wall["waiting for windows"] for wall in runs]
    yield Figure("scenario, total", tuple(wall["total"] for wall in runs), "s", 10.0)
    yield Figure("scenario, waiting for windows", tuple(windows), "s")
    rest = tuple(wall["total"] - waited for wall, waited in zip(runs, windows, strict=True))
    yield Figure("scenario, everything else", rest, "s", 5.0)
    emulator, functions = memory_mib(engine.folder)
    yield Figure("memory of LocalStack after the scenarios", (emulator,), "MiB")
    yield Figure("memory of functions then", (functions,), "MiB")
