"""What the media pipeline takes: a few images cold and warm, a thousand, where the time goes, and the memory."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.stacks import RUNTIME, StackOptions
from bootstrap.stacks.media_pipeline import media_pipeline
from bootstrap.teardown import teardown
from harness.bench.bench import Bench
from harness.bench.cpu import cpu_s
from harness.bench.figures import Figure, in_ms
from harness.bench.groups import Group
from harness.bench.measures import stack_of
from harness.bench.memory import memory_mib
from harness.bench.peers.side import Side, beside, compared
from harness.bench.permissions import enforced_over_off
from harness.engines.engine import EngineError
from harness.probes.emulator import Emulator
from harness.run.clock import Stopwatch
from harness.systems.media_pipeline.load import AT_ONCE, Load, most_memory, upload
from harness.systems.media_pipeline.polling_load import PollingLoad
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


IAM_ACCOUNT, IAM_ROUNDS = "888888888888", 24


def iam(bench: Bench) -> Iterator[Figure]:
    """Fifty images through a pipeline that stands and is warm."""
    stack = media_pipeline(StackOptions(account_id=IAM_ACCOUNT))
    clients = bench.clients(IAM_ACCOUNT).in_region(stack.scope.region)
    api_url = apply(stack, clients, Emulator(clients).interpreter(RUNTIME), bench.cache)["api_url"]
    try:
        upload(clients, api_url, FEW)
        took_s = partial(_fifty_took_s, clients, api_url)
        yield from enforced_over_off(f"{FEW} images", Emulator(clients).iam, took_s, bench.used_s, IAM_ROUNDS)
    finally:
        teardown(stack, clients)


def _fifty_took_s(clients: Clients, api_url: str) -> float:
    return upload(clients, api_url, FEW).took_s


PEER_ROUNDS = 5
COLD_RATIO, WARM_RATIO = 0.5, 0.8


@beside
def beside_a_peer(bench: Bench, ours: Side, theirs: Side) -> Iterator[Figure]:
    """The pipeline on either side: fifty images right after it was created, fifty in each of five rounds, then CPU."""
    interpreter = Emulator(ours.clients()).interpreter(RUNTIME)
    loads = []
    for side in (ours, theirs):
        stack = media_pipeline(StackOptions(account_id=side.clients().account_id))
        clients = side.clients(stack.scope.region)
        apply(stack, clients, interpreter, bench.cache)
        (api,) = clients.apigatewayv2.get_apis()["Items"]
        loads.append(PollingLoad.of(f"{side.endpoint.url}/_aws/execute-api/{api['ApiId']}/$default"))
    rounds = [[load.upload(FEW) for load in loads]]
    before_s = [cpu_s(side.pid) for side in (ours, theirs)]
    rounds += [[load.upload(FEW) for load in loads] for _ in range(PEER_ROUNDS)]
    spent_s = [cpu_s(side.pid) - before for side, before in zip((ours, theirs), before_s, strict=True)]
    what = f"{FEW} images, asked for every 100 ms"
    (cold, *warm) = rounds
    yield from compared(f"{what}, cold", cold[:1], cold[1:], "s", COLD_RATIO)
    yield from compared(f"{what}, warm", [one for one, _ in warm], [other for _, other in warm], "s", WARM_RATIO)
    a_job_ms = [1000 * spent / (FEW * PEER_ROUNDS) for spent in spent_s]
    yield from compared("CPU of the main process, a job", a_job_ms[:1], a_job_ms[1:], "ms", 1.0)


ACCOUNT = "555555555555"

GROUPS: dict[str, Group] = {
    "bootstrap and teardown of the media pipeline": lambda bench: stack_of(
        media_pipeline(StackOptions(account_id=ACCOUNT)), bench.clients(ACCOUNT), bench.cache
    ),
    "media pipeline": lambda bench: media(bench.clients(ACCOUNT), bench.cache, bench.engine.folder),
    "IAM: media pipeline": iam,
    "peers: media pipeline": beside_a_peer,
}
