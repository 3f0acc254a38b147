"""A campaign on a real Dask cluster: every seed has one result, whoever dies, stands still or goes away meanwhile."""

import asyncio
from _thread import interrupt_main
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from bootstrap.polling import until
from harness.campaign.cluster import Cluster, NoScheduler, work_off_on
from harness.campaign.on_worker import EmulatorOfWorker, join
from harness.campaign.results import Result, Results
from harness.campaign.version import version
from harness.engines.free_port import free_port
from tests.integration.campaign.dask_processes import DaskProcesses
from tests.integration.campaign.pretended_runs import BAD_SEED, no_engine, runs_in

SEEDS = range(1, 41)
TAKES_S = 0.2
PATIENCE_S = 60.0


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[DaskProcesses]:
    """A scheduler; workers are each test's own."""
    processes = DaskProcesses(tmp_path, free_port())
    processes.start_scheduler()
    yield processes
    processes.end()


class Campaign:
    """One that goes on in a thread of its own."""

    def __init__(self, dask: DaskProcesses, folder: Path) -> None:
        self.noted, self.failures = folder / "noted", folder / "failures"
        self.noted.mkdir()
        self.results = Results(folder / "campaign.sqlite")
        self.results.begin({})
        self.said: list[str] = []
        self.told: list[Result] = []
        self._cluster = Cluster(dask.address, self.said.append, no_engine)
        self._pool = ThreadPoolExecutor(1)
        self._ended: Future[None] = self._pool.submit(self._run)

    def _run(self) -> None:
        runs = partial(runs_in, self.noted, TAKES_S)
        work_off_on(self._cluster, SEEDS, runs, self.results, self.failures, float("inf"), self.told.append)

    def has_done(self, count: int) -> None:
        """Wait until so many seeds have a result."""
        until(lambda: len(self.told) >= count or self._ended.done(), bool, f"{count} results", PATIENCE_S)

    def ends(self) -> None:
        """Wait for it; each seed has a result, once."""
        self._ended.result(120)
        self._pool.shutdown()
        assert [each.seed for each in self.results.all()] == list(SEEDS)
        assert Counter(each.seed for each in self.told) == Counter(SEEDS)
        assert {each.seed for each in self.results.all() if each.verdict != "passed"} == {BAD_SEED}

    def attempts(self) -> Counter[int]:
        """How often each seed was begun."""
        return Counter(int(path.name.partition("-")[0]) for path in self.noted.iterdir())


def test_every_worker_takes_part_and_what_failed_comes_back(dask: DaskProcesses, tmp_path: Path) -> None:
    for name in ("a", "b"):
        dask.start_worker(name)
    campaign = Campaign(dask, tmp_path)
    campaign.ends()
    assert campaign.attempts() == Counter(SEEDS)
    assert len({path.name.partition("-")[2] for path in campaign.noted.iterdir()}) == 2
    (failed,) = [each for each in campaign.results.all() if each.seed == BAD_SEED]
    assert (Path(failed.folder) / "why.txt").read_text() == "planted"
    assert Path(failed.folder).parent == campaign.failures
    assert not any((tmp_path / "home" / "campaign").iterdir())


@pytest.mark.slow
def test_a_worker_that_is_killed_and_one_that_stands_still_lose_no_run(dask: DaskProcesses, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        dask.start_worker(name)
    campaign = Campaign(dask, tmp_path)
    campaign.has_done(5)
    dask.kill("a")
    dask.suspend("b")
    campaign.has_done(len(SEEDS) - 1)
    dask.resume("b")
    campaign.ends()


@pytest.mark.slow
def test_a_worker_outlives_a_campaign_that_is_interrupted_and_takes_part_in_the_next(
    dask: DaskProcesses, tmp_path: Path
) -> None:
    dask.start_worker("a")
    results, noted = Results(tmp_path / "campaign.sqlite"), tmp_path / "noted"
    results.begin({})
    noted.mkdir()
    told: list[Result] = []

    def campaign(seed: int, takes_s: float) -> None:
        runs = partial(runs_in, noted, takes_s)
        cluster = Cluster(dask.address, print, no_engine)
        work_off_on(cluster, [seed], runs, results, tmp_path / "failures", PATIENCE_S, told.append)

    def interrupt() -> None:
        until(lambda: list(noted.iterdir()), bool, "a run that is under way", PATIENCE_S)
        interrupt_main()

    with ThreadPoolExecutor(1) as pool:
        interrupted = pool.submit(interrupt)
        with pytest.raises(KeyboardInterrupt):
            campaign(1, 5.0)
        interrupted.result()
    assert not told
    campaign(2, TAKES_S)
    campaign(1, TAKES_S)
    assert [(each.seed, each.verdict) for each in told] == [(2, "passed"), (1, "passed")]
    assert dask.workers["a"].poll() is None


@pytest.mark.slow
def test_a_worker_that_joins_gets_runs(dask: DaskProcesses, tmp_path: Path) -> None:
    campaign = Campaign(dask, tmp_path)
    until(lambda: campaign.said, bool, "a word about no worker", PATIENCE_S)
    assert campaign.said == [f"no worker of {dask.address} can take runs; waiting for one"]
    dask.start_worker("late")
    campaign.ends()


@pytest.mark.slow
def test_it_goes_on_when_the_scheduler_has_come_back(dask: DaskProcesses, tmp_path: Path) -> None:
    dask.start_worker("a")
    campaign = Campaign(dask, tmp_path)
    campaign.has_done(5)
    dask.kill_scheduler()
    gone = f"the scheduler at {dask.address} has gone; waiting for it to come back"
    until(lambda: campaign.said, lambda said: gone in said, "a word about the scheduler", PATIENCE_S)
    dask.start_scheduler()
    dask.start_worker("b")
    campaign.ends()


def start_worker_without_this_project(dask: DaskProcesses, folder: Path) -> None:
    """Its `harness` is another project of the same name."""
    (folder / "harness").mkdir(parents=True)
    (folder / "harness" / "__init__.py").write_text('"""Nothing of ours."""\n')
    dask.start_worker("other", PYTHONPATH=str(folder))
    until(lambda: dask.has_joined("other"), bool, "the other worker", PATIENCE_S)


def of_the_other(said: str) -> bool:
    why = """it hasn't this project in this version, ModuleNotFoundError("No module named 'harness.campaign'")"""
    return said.startswith("worker other at tcp://127.0.0.1:") and said.endswith(f" gets no run: {why}")


@pytest.mark.slow
def test_a_worker_without_this_project_gets_no_run(dask: DaskProcesses, tmp_path: Path) -> None:
    start_worker_without_this_project(dask, tmp_path / "other")
    campaign = Campaign(dask, tmp_path)
    none = f"no worker of {dask.address} can take runs; waiting for one"
    until(lambda: campaign.said, lambda said: none in said, "a word about no worker", PATIENCE_S)
    other, _ = campaign.said
    assert of_the_other(other)
    dask.start_worker("right")
    campaign.ends()
    assert len({path.name.partition("-")[2] for path in campaign.noted.iterdir()}) == 1


@pytest.mark.slow
def test_a_worker_without_this_project_that_joins_later_is_named_and_stays(dask: DaskProcesses, tmp_path: Path) -> None:
    dask.start_worker("right")
    until(lambda: dask.has_joined("right"), bool, "a worker", PATIENCE_S)
    campaign = Campaign(dask, tmp_path)
    campaign.has_done(2)
    start_worker_without_this_project(dask, tmp_path / "other")
    until(lambda: campaign.said, bool, "a word about the other worker", PATIENCE_S)
    campaign.ends()
    assert list(map(of_the_other, campaign.said)) == [True]
    assert dask.workers["other"].poll() is None


def test_a_worker_of_another_version_says_so() -> None:
    answer = asyncio.run(join(EmulatorOfWorker("another", "a campaign", no_engine)))
    assert answer == f"it has another version of this project, {version()} and not another"


def test_an_address_where_nothing_is_says_so(tmp_path: Path) -> None:
    results = Results(tmp_path / "campaign.sqlite")
    results.begin({})
    cluster = Cluster(f"tcp://127.0.0.1:{free_port()}", print, no_engine)
    with pytest.raises(NoScheduler, match="dask scheduler"):
        work_off_on(cluster, [1], partial(runs_in, tmp_path, 0.0), results, tmp_path, 10.0, print)
