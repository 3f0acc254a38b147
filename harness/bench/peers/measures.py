"""What a request of each kind costs on either side: CPU time of the main process, in alternating rounds."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from harness.bench.bench import Bench
from harness.bench.cpu import cpu_ms_each
from harness.bench.figures import Figure
from harness.bench.peers.operations import Operations, Request
from harness.bench.peers.side import Side, beside, compared

ROUNDS, EACH, FIRST = 5, 50, 100
TARGETS = {"Lambda Invoke, warm": 0.5, "HTTP API to a function": 0.5}
"""Of ratios, other than 1."""


@beside
def operations(_: Bench, ours: Side, theirs: Side) -> Iterator[Figure]:
    """Start to healthy, then the table of single operations."""
    yield from compared("start to healthy", [ours.start_s], [theirs.start_s], "s", None)
    with ExitStack() as over:
        asked = []
        for side in (ours, theirs):
            made = Operations(side.clients())
            over.callback(made.close)
            asked.append((side.pid, dict(made.prepared())))
        for _pid, requests in asked:
            _begin(requests.values())
        for name in asked[0][1]:
            both = [(pid, requests[name]) for pid, requests in asked]
            yield from compared(f"CPU, {name}", *_alternating(both), "ms", TARGETS.get(name, 1.0))


def _begin(requests: Iterable[Request]) -> None:
    """The first requests, which load what later ones find; ours puts its heap on huge pages some seconds after that."""
    for request in requests:
        for _ in range(FIRST):
            request()


def _alternating(both: list[tuple[int, Request]]) -> tuple[list[float], list[float]]:
    """CPU milliseconds a request, of either side in every round."""
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for side, (pid, request) in zip(samples, both, strict=True):
            side.append(cpu_ms_each(pid, request, EACH))
    return samples
