"""Every seed is run once, on an emulator that is ended afterwards, whatever happens in a run."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from bootstrap.endpoint import Endpoint
from harness.campaign import workers as module
from harness.campaign.results import Result, Results
from harness.campaign.workers import Worker, Workers, work_off

ENDPOINT = Endpoint("http://127.0.0.1:4566")


@dataclass
class FakeEngine:
    name: str
    ended: list[str]

    def start(self) -> Endpoint:
        return ENDPOINT

    def stop(self) -> None:
        self.ended.append(self.name)


@dataclass
class Machine:
    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def engine(self, folder: Path) -> FakeEngine:
        self.begun.append(folder.name)
        return FakeEngine(folder.name, self.ended)


def kept(tmp_path: Path) -> Results:
    results = Results(tmp_path / "campaign.sqlite")
    results.begin({})
    return results


def test_every_seed_is_run_once_and_every_emulator_ended(tmp_path: Path) -> None:
    machine, results, told, lock = Machine(), kept(tmp_path), list[int](), Lock()

    def run(endpoint: Endpoint, seed: int) -> Result:
        assert endpoint == ENDPOINT
        with lock:
            told.append(seed)
        if seed == 5:
            raise RuntimeError("no more memory")
        return Result(seed, "passed")

    heard: list[Result] = []
    work_off(range(1, 20), run, results, Workers(tmp_path, 3, machine.engine), float("inf"), heard.append)
    assert sorted(told) == list(range(1, 20))
    assert [one.seed for one in results.all()] == list(range(1, 20))
    assert len(heard) == 19
    assert [(one.seed, one.why) for one in results.all() if one.verdict == "unknown"] == [
        (5, "the run ended: RuntimeError: no more memory")
    ]
    assert sorted(machine.begun) == sorted(machine.ended)


def test_nothing_is_begun_when_the_budget_is_spent(tmp_path: Path) -> None:
    results = kept(tmp_path)
    work_off([1, 2], lambda _, seed: Result(seed, "passed"), results, Workers(tmp_path, 1, Machine().engine), 0, print)
    assert results.missing([1, 2]) == [1, 2]


def test_an_emulator_is_replaced_when_it_has_done_its_share(tmp_path: Path) -> None:
    machine = Machine()
    worker = Worker(tmp_path, machine.engine, done=module.RUNS_OF_AN_EMULATOR)
    worker.run(lambda _, seed: Result(seed, "passed"), 1)
    worker.done = module.RUNS_OF_AN_EMULATOR
    worker.run(lambda _, seed: Result(seed, "passed"), 2)
    assert len(machine.ended) == 1
    worker.stop()
    worker.stop()
    assert len(machine.ended) == 2
