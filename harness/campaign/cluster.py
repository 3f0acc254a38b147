"""A campaign on a cluster of Dask's `distributed`: the runs wherever its workers are, the results here.

The scheduler may go away and come back, workers may die, hang, join and leave: a seed without a result is given to
another worker, and a seed that two have run is counted once.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

from distributed import Client, Future, wait
from distributed.comm import CommClosedError

from bootstrap.errors import HarnessError
from harness.campaign.joining import Joining
from harness.campaign.on_worker import NAME, EmulatorOfWorker, RunsIn, Shipped, leave, resource, run_here
from harness.campaign.results import Result, Results
from harness.campaign.version import version
from harness.campaign.workers import Startable, embedded_at
from harness.run.clock import Deadline


class NoScheduler(HarnessError):
    """Nothing answers at the scheduler's address, from the beginning."""


CONNECT_S = 10.0
LOOK_S = 1.0
"""Between two looks at who has joined, while no run ends."""
AWAY = (OSError, TimeoutError, CommClosedError, CancelledError)
"""What a client meets whose scheduler has gone."""


@dataclass(frozen=True)
class Cluster:
    """The scheduler's address; what the workers' emulators are; who is told how it stands, in a sentence."""

    address: str
    said: Callable[[str], None]
    begin: Callable[[Path], Startable] = embedded_at


def work_off_on(
    cluster: Cluster,
    seeds: Sequence[int],
    runs_in: RunsIn,
    results: Results,
    failures: Path,
    budget_s: float,
    told: Callable[[Result], None],
) -> None:
    """Run every seed on the cluster, and keep each result at once; give out no run any more when the budget is spent.

    A run that its worker didn't survive several times has a result: unknown. An interruption ends it at once; the runs
    that are under way are done again by the next.
    """
    deadline, met, is_away = Deadline.after(budget_s), False, False
    plugin = EmulatorOfWorker(version(), uuid4().hex, cluster.begin)

    def keep(seed: int, shipped: Shipped) -> None:
        result = replace(shipped.unpacked(failures / f"seed-{seed}"), seed=seed)
        if results.add(result):
            told(result)

    while (left := results.missing(seeds)) and not deadline.passed:
        try:
            with closing(Client(cluster.address, timeout=CONNECT_S, set_as_default=False)) as client:
                met, is_away = True, False
                _Session(client, cluster, plugin, runs_in, keep).work_off(left, deadline)
        except AWAY as error:
            if not met:
                raise NoScheduler(
                    f"no scheduler of Dask's answers at {cluster.address}: {error or type(error).__name__}; "
                    "start one there (`dask scheduler`), and workers for it"
                ) from error
            if not is_away:
                cluster.said(f"the scheduler at {cluster.address} has gone; waiting for it to come back")
            is_away = True
            Event().wait(LOOK_S)


class _Session:
    """What is done as long as the scheduler stays."""

    def __init__(
        self,
        client: Client,
        cluster: Cluster,
        plugin: EmulatorOfWorker,
        runs_in: RunsIn,
        keep: Callable[[int, Shipped], None],
    ) -> None:
        self.client, self.cluster, self.runs_in, self.keep = client, cluster, runs_in, keep
        self.needs = resource(version())
        self.under_way: dict[Future, int] = {}
        self.joining = Joining(client, plugin, cluster.said)
        self.told_others: int | None = None

    def work_off(self, seeds: Sequence[int], deadline: Deadline) -> None:
        """Each worker of this version has one run; who ends it, or joins, gets the next."""
        left = list(reversed(seeds))
        try:
            while (left and not deadline.passed) or self.under_way:
                able = self._able()
                while left and len(self.under_way) < able and not deadline.passed:
                    self._give_out(left.pop())
                self._take_in()
        finally:
            self._end()

    def _able(self) -> int:
        """How many workers can take runs; said when there is none, and again when there are others."""
        workers = self._workers()
        all_answered = self.joining.look(workers)
        able = self._able_of(workers)
        if not able and all_answered:
            workers = self._workers()
            able = self._able_of(workers)
            if not able and self.told_others != len(workers):
                self.told_others = len(workers)
                self.cluster.said(f"no worker of {self.cluster.address} can take runs; waiting for one")
        return able

    def _able_of(self, workers: Mapping[str, Mapping[str, Any]]) -> int:
        return sum(each["resources"].get(self.needs, 0) > 0 for each in workers.values())

    def _workers(self) -> dict[str, Any]:
        """What the scheduler tells of its workers now, by address.

        Asked of itself: `Client.scheduler_info` tells now and then of none, where it meets its own refreshing, which
        asks for none.
        """
        return dict(self.client.sync(self.client.scheduler.identity, n_workers=-1)["workers"])

    def _give_out(self, seed: int) -> None:
        future = self.client.submit(
            run_here, self.runs_in, seed, pure=False, resources={self.needs: 1}, key=f"{NAME}-seed-{seed}"
        )
        self.under_way[future] = seed

    def _take_in(self) -> None:
        """Wait a moment for a run to end, and keep what ended; CommClosedError when the scheduler has gone."""
        if self.client.status != "running":
            raise CommClosedError("the connection has ended")
        if not self.under_way:
            Event().wait(LOOK_S)
            return
        with suppress(TimeoutError), self.client.as_current():
            wait(list(self.under_way), timeout=LOOK_S, return_when="FIRST_COMPLETED")
        for future in [each for each in self.under_way if each.done()]:
            seed = self.under_way.pop(future)
            error = future.exception()
            if isinstance(error, CancelledError):
                raise error
            if error is not None:
                self.keep(
                    seed, Shipped(Result(seed, "unknown", f"the run ended: {type(error).__name__}: {error}"), b"")
                )
            else:
                self.keep(seed, future.result())

    def _end(self) -> None:
        """The emulators end with the campaign, where the scheduler is there to tell their workers."""
        if self.client.status == "running":
            self.client.cancel(list(self.under_way))
            with suppress(*AWAY):
                self.client.run(leave, on_error="ignore")
