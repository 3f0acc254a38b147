"""Two runs at once in one account are refused; in two accounts they aren't, and a dead run's account comes free."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from bootstrap.clients import Clients
from harness.home import Home
from harness.probes.emulator import Emulator, EmulatorError
from harness.run.clock import Deadline, Stopwatch
from harness.run.context import RunContext
from harness.run.lease import LEASE_S, AccountInUse, Lease, exclusive
from harness.run.registry import systems
from harness.run.runner import Runner, RunOptions
from harness.run.system import Scenario
from harness.run.verdict import Verdict

HOLDER = """
import sys
from threading import Event
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.run.lease import exclusive
from harness.probes.emulator import Emulator

with exclusive(Emulator(Clients(Endpoint(sys.argv[1]), account_id=sys.argv[2])), "a run that is killed"):
    print("taken", flush=True)
    Event().wait(60)
"""


def test_a_second_run_in_the_account_is_refused(clients: Clients, tmp_path: Path) -> None:
    began, over = Event(), Event()

    def steps(context: RunContext) -> None:
        began.set()
        assert over.wait(60)

    scenario = Scenario("held", systems()["media-pipeline"], steps, ())
    runner, options = Runner(clients.endpoint, Home.default().cache), RunOptions(account_id=clients.account_id)
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(runner.run, scenario, options, folders[0])
        try:
            assert began.wait(60)
            with pytest.raises(AccountInUse) as refused:
                runner.run(scenario, options, folders[1])
        finally:
            over.set()
    told = str(refused.value)
    assert f"account {clients.account_id} at {clients.endpoint.url} is in use by a run of held (pid " in told
    assert "--account" in told
    assert not list(folders[1].iterdir())
    outcome = first.result()
    assert outcome.error is None
    assert not outcome.leaked
    assert {finding.verdict for finding in outcome.run.findings} == {Verdict.PASSED}
    with exclusive(Emulator(clients), "the next") as lease:
        assert lease.loss() is None


def test_a_killed_runs_account_comes_free(clients: Clients) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, clients.endpoint.url, clients.account_id], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "taken\n"
        with pytest.raises(AccountInUse, match="a run that is killed"), exclusive(Emulator(clients), "too early"):
            pass
        holder.kill()
    watch = Stopwatch()
    with exclusive(Emulator(clients), "the next"):
        assert watch.elapsed_s < LEASE_S + 5


def test_a_lost_lease_is_noticed(clients: Clients) -> None:
    lease, other = (Lease(Emulator(clients), who) for who in ("asleep", "another"))
    lease.take()
    lease.release()
    other.take()
    over, deadline = Event(), Deadline.after(20)
    with ThreadPoolExecutor(1) as pool:
        keeper = pool.submit(lease.keep, over)
        while not (lease.lost or deadline.passed):
            deadline.nap(0.05)
        over.set()
        keeper.result()
    assert "lost its account" in str(lease.loss())


def test_fresh_accounts_differ_and_bad_requests_are_refused(clients: Clients) -> None:
    emulator = Emulator(clients)
    accounts = [str(emulator.call("POST", "accounts")["account"]) for _ in range(3)]
    assert len(set(accounts)) == 3
    assert all(len(each) == 12 and each.isdigit() for each in accounts)
    for body in ({}, {"token": 1, "for_s": 1}, {"token": "t"}, {"token": "t", "for_s": True}):
        with pytest.raises(EmulatorError, match="400"):
            emulator.call("PUT", "lease", json.loads(json.dumps(body)))
