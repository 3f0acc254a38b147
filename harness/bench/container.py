"""The emulator in a container: what it takes, beside the figures of the embedded one."""

import re
from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.bench.figures import Figure, in_ms
from harness.bench.functions import NO_OP, function, timed_invoke
from harness.engines.compose import ComposeEngine
from harness.engines.docker_cli import ask
from harness.engines.engine import EngineError
from harness.engines.image import Image
from harness.home import Home
from harness.run.clock import Stopwatch

STARTS, WARM = 3, 300
IN_MIB = {"B": 2**-20, "KiB": 2**-10, "MiB": 1.0, "GiB": 1024.0}
USED = re.compile(rf"([0-9.]+) ?({'|'.join(IN_MIB)})\b")


def why_not(image: Image) -> str | None:
    """Why nothing can be measured in a container, in a few words; None when it can."""
    try:
        return image.why_not()
    except EngineError as error:
        return str(error)


def in_container(home: Home, port: int, image: Image) -> Iterator[Figure]:
    """Image size; start, stop and memory of a fresh container; warm invocations, and its memory after them."""
    (size,) = ask("image", "inspect", "--format", "{{.Size}}", image.reference)
    yield Figure("container: image", (int(size) / 2**20,), "MiB")
    starts, stops, fresh = [], [], []
    for _ in range(STARTS):
        engine = ComposeEngine(home, port, image)
        watch = Stopwatch()
        engine.start()
        starts.append(watch.elapsed_s)
        fresh.append(used_mib(engine))
        watch = Stopwatch()
        engine.stop()
        stops.append(watch.elapsed_s)
    yield Figure("container: start to healthy", tuple(starts), "s")
    yield Figure("container: stop", tuple(stops), "s")
    yield Figure("container: memory at start", tuple(fresh), "MiB")
    yield from invocations(ComposeEngine(home, port, image))


def invocations(engine: ComposeEngine) -> Iterator[Figure]:
    """Invocations through boto3 of a function in the container, and the container's memory after them."""
    try:
        clients = Clients(engine.start(), account_id="222222222222")
        with function(clients, "bench-no-op", NO_OP) as name:
            first, *warm = in_ms([timed_invoke(clients, name) for _ in range(1 + WARM)])
            used = used_mib(engine)
    finally:
        engine.stop()
    yield Figure("container: cold invoke, no-op", (first,), "ms")
    yield Figure("container: warm invoke, no-op", tuple(warm), "ms")
    yield Figure("container: memory after the invocations", (used,), "MiB")


def used_mib(engine: ComposeEngine) -> float:
    """MiB that the container uses, functions included, as `docker stats` counts: without the cache of files."""
    found = engine.container()
    if found is None:
        raise EngineError(f"the container of {engine.project} is gone; see `docker ps -a`")
    (line,) = ask("stats", "--no-stream", "--format", "{{.MemUsage}}", found.id)
    return in_mib(line)


def in_mib(usage: str) -> float:
    """The first size of a text like `1.5GiB / 23.54GiB`, in MiB; ValueError without one."""
    matched = USED.match(usage)
    if matched is None:
        raise ValueError(f"{usage!r} has no size at its start")
    return float(matched[1]) * IN_MIB[matched[2]]
