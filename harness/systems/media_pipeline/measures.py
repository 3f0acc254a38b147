"""What the media pipeline takes: a few images cold and warm, a thousand, where the time goes, and the memory."""

from collections.abc import Iterator
from pathlib import Path

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.stacks import RUNTIME, StackOptions
from bootstrap.stacks.media_pipeline import media_pipeline
from bootstrap.teardown import teardown
from harness.bench.figures import Figure, in_ms
from harness.bench.groups import Group
from harness.bench.measures import stack_of
from harness.bench.memory import memory_mib
from harness.engines.engine import EngineError
from harness.probes.emulator import Emulator
from harness.run.clock import Stopwatch
from harness.systems.media_pipeline.load import AT_ONCE, Load, most_memory, upload
from harness.systems.media_pipeline.user import MediaUser

FEW, MANY, ROUNDS, ROUND_TRIPS = 50, 1000, 7, 100
MIB_OF_ALL = 1.2 * 1024
STAGES = {"dispatcher": ("uploaded", "sent"), "queue": ("sent", "taken"), "worker": ("taken", "ended")}


def media(clients: Clients, cache: Path, folder: Path) -> Iterator[Figure]:
    """The whole pipeline under loads, from right after it was created on; torn down in the end."""
    stack = media_pipeline(StackOptions(account_id=clients.account_id))
    clients = clients.in_region(stack.scope.region)
    api_url = apply(stack, clients, Emulator(clients).interpreter(RUNTIME), cache)["api_url"]
    try:
        yield Figure(f"{FEW} images from {AT_ONCE} clients, cold", (upload(clients, api_url, FEW).took_s,), "s", 8.0)
        yield from _warm([upload(clients, api_url, FEW) for _ in range(ROUNDS)])
        yield Figure("HTTP API round trip, warm", in_ms(list(_round_trips(api_url))), "ms", 30.0)
        emulator, functions = memory_mib(folder)
        yield Figure("memory of LocalStack then", (emulator,), "MiB")
        yield Figure("memory of functions then", (functions,), "MiB")
        with most_memory(folder) as most:
            load = upload(clients, api_url, MANY)
        yield Figure(f"{MANY} images", (load.took_s,), "s")
        yield Figure("images a second, of these", (MANY / load.took_s,), "")
        yield Figure("from request to end, of these", tuple(image.took_s for image in load.images), "s")
        yield Figure("most memory of everything meanwhile", (most[0],), "MiB", MIB_OF_ALL)
    finally:
        teardown(stack, clients)


def _warm(loads: list[Load]) -> Iterator[Figure]:
    """Some loads after the first, and where their images' time went."""
    images = [image for load in loads for image in load.images]
    yield Figure(f"{FEW} images from {AT_ONCE} clients, warm", tuple(load.took_s for load in loads), "s", 1.9)
    yield Figure("images a second, warm", tuple(FEW / load.took_s for load in loads), "")
    yield Figure("an image from request to end, warm", in_ms([image.took_s for image in images]), "ms")
    yield Figure("of it: request for the URL", in_ms([image.request_s for image in images]), "ms")
    yield Figure("of it: PUT", in_ms([image.put_s for image in images]), "ms")
    for name, (first, second) in STAGES.items():
        yield Figure(f"of it: {name}", in_ms([image.between(first, second) for image in images]), "ms")


def _round_trips(api_url: str) -> Iterator[float]:
    """Real seconds of requests for a job that is there."""
    user = MediaUser(api_url)
    job_id = user.ticket("round-trip.jpg").job_id
    for _ in range(ROUND_TRIPS):
        watch = Stopwatch()
        answer = user.job(job_id)
        if answer.status != 200:
            raise EngineError(f"GET /jobs/{job_id}: {answer.status} {answer.body[:300]!r}")
        yield watch.elapsed_s


ACCOUNT = "555555555555"

GROUPS: dict[str, Group] = {
    "bootstrap and teardown of the media pipeline": lambda bench: stack_of(
        media_pipeline(StackOptions(account_id=ACCOUNT)), bench.clients(ACCOUNT), bench.cache
    ),
    "media pipeline": lambda bench: media(bench.clients(ACCOUNT), bench.cache, bench.engine.folder),
}
