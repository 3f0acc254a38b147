"""Who waits in vain for the second clean-up is told which link holds: the alarm that can't fire again."""

from pathlib import Path

from bootstrap.clients import Clients
from bootstrap.stacks.s3_cleanup import ALARM, CLEANER
from harness.run.context import RunContext
from harness.run.runner import RunOptions
from harness.run.verdict import Verdict
from harness.systems.s3_cleanup.driven import REFERENCE_FILES, S3CleanupSystem
from harness.waits.waiter import WaitGaveUp
from tests.integration.s3_cleanup.run_apart import run_apart, story, with_steps


def hasty(context: RunContext) -> None:
    """The reference timeline without the wait for OK."""
    system = S3CleanupSystem(context)
    watch = system.watch_from_a_fresh_window()
    system.upload("assignment1.txt", REFERENCE_FILES["assignment1.txt"], 18)
    system.upload("assignment2.txt", REFERENCE_FILES["assignment2.txt"], 46)
    watch.pass_one()
    system.await_cleanup("assignment2.txt", 18)
    system.upload("assignment3.txt", REFERENCE_FILES["assignment3.txt"], 20)
    system.await_cleanup("assignment1.txt", 2, context.windows(4))


def test_the_alarm_that_stays_in_alarm_is_named(clients: Clients, tmp_path: Path) -> None:
    outcome = run_apart(clients.endpoint, with_steps(hasty), RunOptions(account_id=clients.account_id), tmp_path)
    assert isinstance(outcome.error, WaitGaveUp), story(outcome)
    assert f"first stuck link: alarm {ALARM} -> lambda {CLEANER}" in str(outcome.error)
    assert "none fires again before it has left ALARM" in str(outcome.error)
    assert outcome.run.verdict is Verdict.FAILED
    assert outcome.leaked == ()
