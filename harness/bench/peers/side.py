"""The two sides that are compared, up at the same time: ours and a peer's, with the process whose CPU time counts."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.bench.bench import PORT, Bench
from harness.bench.figures import Figure
from harness.bench.peers.ministack import Ministack, version
from harness.engines.embedded import Process
from harness.run.clock import Stopwatch
from harness.runtimes import InstallError

ACCOUNT = "000000000000"
"""The account of ministack's clients."""
PEER_PORT = PORT + 1


@dataclass(frozen=True)
class Side:
    """One emulator that is up: where it answers, its main process, and how long it took to be healthy."""

    name: str
    endpoint: Endpoint
    pid: int
    start_s: float

    def clients(self, region: str = "us-east-1") -> Clients:
        """Clients of the account that both know."""
        return Clients(self.endpoint, region, ACCOUNT)


@contextmanager
def sides(bench: Bench) -> Iterator[tuple[Side, Side]]:
    """Ours and ministack, each started anew, for the time of the block; InstallError when there is no ministack."""
    peer = Ministack.installed(bench.own, bench.folder / "ministack", PEER_PORT)
    bench.alone()
    watch = Stopwatch()
    ours = bench.engine.start()
    ours_s, watch = watch.elapsed_s, Stopwatch()
    try:
        theirs = peer.start()
        yield (
            Side("ours", ours, Process.load(bench.engine.pid_file).pid, ours_s),
            Side(f"ministack {version()}", theirs, peer.pid, watch.elapsed_s),
        )
    finally:
        peer.stop()
        bench.alone()


def compared(name: str, ours: list[float], theirs: list[float], unit: str, target: float | None) -> Iterator[Figure]:
    """Both sides' samples of one quantity, taken alternately, and the ratio of each pair; `target` is the ratio's."""
    yield Figure(f"{name}: ours", tuple(ours), unit)
    yield Figure(f"{name}: ministack {version()}", tuple(theirs), unit)
    ratios = tuple(one / other for one, other in zip(ours, theirs, strict=True) if other)
    if ratios:
        yield Figure(f"{name}: ours over it", ratios, "×", target)


def beside(measure: Callable[[Bench, Side, Side], Iterable[Figure]]) -> Callable[[Bench], Iterator[Figure]]:
    """A group of figures of both sides; where there is no peer it has none, and says why."""

    def measured(bench: Bench) -> Iterator[Figure]:
        try:
            with sides(bench) as (ours, theirs):
                yield from measure(bench, ours, theirs)
        except InstallError as error:
            bench.skipped.append(f"nothing was measured beside ministack: {error}")

    return measured
