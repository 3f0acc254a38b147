"""A campaign of real runs on a Dask cluster whose workers, and whose scheduler, don't all live to see its end."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.polling import until
from harness.campaign.results import Results
from harness.engines.free_port import free_port
from harness.engines.own_processes import processes_of
from harness.home import PROJECT
from tests.integration.campaign.dask_processes import DaskProcesses

RUNS = 400
PATIENCE_S = 3600.0
DOORBELL = {"HARNESS_SYSTEMS": str(PROJECT / "examples" / "doorbell")}
"""The smallest system there is: a queue, a function, a metric and an alarm."""
FAULTS = '{"rates": {"sqs-late": 0.2, "lambda-throttled": 0.2, "lambda-crash-before": 0.2}}'
"""Those under which its story stays the same."""


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[DaskProcesses]:
    """A scheduler and four workers. At the end nothing runs that one of them has started."""
    processes = DaskProcesses(tmp_path, free_port(), ttl_s=30)
    processes.start_scheduler()
    for name in "abcd":
        processes.start_worker(name, **DOORBELL)
    yield processes
    processes.end()
    assert not processes_of(tmp_path)


@pytest.mark.slow
@pytest.mark.proof
def test_each_run_counts_once_whoever_dies(dask: DaskProcesses, tmp_path: Path) -> None:
    results = Results(tmp_path / "store" / "campaign.sqlite")
    command = [sys.executable, "-m", "harness", "campaign", "doorbell", "--runs", str(RUNS), "--faults", FAULTS]
    log = tmp_path / "campaign.log"
    with log.open("w") as output:
        campaign = subprocess.Popen(
            [*command, "--scheduler", dask.address, "--store", str(results.path.parent)],
            cwd=tmp_path,
            env=dask.variables(**DOORBELL),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:

        def has_done(part: float) -> None:
            def done() -> int:
                assert campaign.poll() in (None, 0), log.read_text()
                return log.read_text().count(" to go")

            until(done, lambda count: count >= part * RUNS, f"{part} of the runs", PATIENCE_S)

        has_done(0.25)
        dask.kill("a")
        dask.suspend("b")
        has_done(0.5)
        dask.kill_scheduler()
        until(log.read_text, lambda said: "has gone" in said, "a word about the scheduler", PATIENCE_S)
        dask.start_scheduler()
        dask.resume("b")
        for name in ("e", "f"):
            dask.start_worker(name, **DOORBELL)
        assert campaign.wait(PATIENCE_S) == 0, log.read_text()
    finally:
        campaign.kill()
        campaign.wait()
    found = results.all()
    assert [each.seed for each in found] == list(range(1, RUNS + 1))
    assert {each.verdict for each in found} == {"passed"}
    assert log.read_text().count(" to go") == RUNS
