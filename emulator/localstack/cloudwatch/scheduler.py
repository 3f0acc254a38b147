"""Runs the evaluations: at the boundaries of the wall for accounts on the real clock, on demand for stepped ones.

Takes the place of LocalStack's `AlarmScheduler`, whose methods it has; the alarms themselves are found in the store, so
there is nothing to schedule or to restart. An account's evaluations never overlap, whoever asks for them.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Event, RLock, Thread

from emulator.clock import Clock, ClockError, clock_of
from emulator.cloudwatch.advance import go
from emulator.cloudwatch.schedule import Reached, target_s, until_next_s
from emulator.cloudwatch.windows import INGESTION_DELAY_S, next_boundary
from emulator.faults.account import faults_of, let_go
from emulator.localstack.billing import publishing
from emulator.localstack.cloudwatch.evaluation import (
    accounts,
    cadences,
    evaluate_account,
    looks_at_depths,
    still_until_s,
)
from emulator.localstack.cloudwatch.queue_depth import measure
from emulator.localstack.expiry.sweeping import by_days
from emulator.localstack.schedules import firing as schedules

LOG = logging.getLogger(__name__)
MEASURED_S = 3 * 3600
"""So long before the end of an advance the depths of queues are measured, where no alarm looks at them."""

_locks: defaultdict[str, RLock] = defaultdict(RLock)


def next_evaluation(account_id: str) -> float:
    """The CloudWatch time of the account's next evaluation; with no alarm, the end of the minute."""
    return next_boundary(clock_of(account_id).now(), cadences(account_id))


def advance(account_id: str, by_s: float | None = None) -> None:
    """Move a stepped clock on by `by_s`, or to the next evaluation; all that become due run, in the order of time.

    What has expired is removed at each midnight on the way and at the end, and charges are published. Time in which no
    alarm can change its state is passed over.
    """
    with _locks[account_id]:
        clock = clock_of(account_id)
        if clock.mode == "real":
            raise ClockError("the clock is real and can't be advanced; make it stepped first")
        target = target_s(clock.now(), by_s, next_evaluation(account_id))
        measured_from_s = clock.now() if looks_at_depths(account_id) else target - MEASURED_S
        alarms = _Alarms(account_id)

        def evaluate_until(moment_s: float) -> None:
            stop = partial(schedules.advance, account_id, clock)
            go(alarms, clock.now(), moment_s, measured_from_s, stop)

        by_days(account_id, target, lambda moment_s: publishing.through(account_id, moment_s, target, evaluate_until))


@dataclass(frozen=True)
class _Alarms:
    """Those of one account, as an advance of its clock meets them."""

    account_id: str

    def cadences(self) -> Collection[int]:
        return cadences(self.account_id)

    def still_until_s(self, now_s: float) -> float:
        return still_until_s(self.account_id, now_s)

    def evaluate(self, boundaries: Mapping[int, float]) -> None:
        evaluate_account(self.account_id, boundaries)

    def measure(self, minute_end_s: float) -> None:
        measure(self.account_id, minute_end_s)


def set_mode(account_id: str, mode: str, start_s: float | None = None) -> Clock:
    """Make the account's clock `real` or `stepped`; returns it. ClockError for another word."""
    with _locks[account_id]:
        clock = clock_of(account_id)
        if mode == "real":
            clock.run()
            if held := faults_of(account_id):
                let_go(held)
        elif mode == "stepped":
            clock.step(start_s)
        else:
            raise ClockError(f"there is no mode {mode!r}; give real or stepped")
        schedules.restart(account_id)
        return clock


class Scheduler:
    """The thread that evaluates accounts on the real clock."""

    def __init__(self) -> None:
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the thread, when it doesn't run."""
        if self._thread is None or not self._thread.is_alive():
            self._stop = Event()
            self._thread = Thread(target=self._run, args=(self._stop,), name="cloudwatch-alarms", daemon=True)
            self._thread.start()

    def shutdown(self) -> None:
        """Stop the thread; returns when it is gone."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(10)

    def schedule_metric_alarm(self, alarm_arn: str) -> None:
        """Nothing to do: alarms are found in the store."""

    def delete_scheduler_for_alarm(self, alarm_arn: str) -> None:
        """Nothing to do: alarms are found in the store."""

    def restart_existing_alarms(self) -> None:
        """Nothing to do: alarms are found in the store."""

    def _run(self, stop: Event) -> None:
        reached = Reached(_settled())
        while not stop.wait(until_next_s(_settled())):
            boundaries = reached.since(_settled())
            for account_id in accounts() if boundaries else ():
                self._evaluate(account_id, boundaries)
            publishing.on_the_wall()

    @staticmethod
    def _evaluate(account_id: str, boundaries: dict[int, float]) -> None:
        with _locks[account_id]:
            if clock_of(account_id).mode == "stepped":
                return
            try:
                evaluate_account(account_id, boundaries)
            except Exception:
                LOG.exception("the alarms of account %s could not be evaluated", account_id)


def _settled() -> float:
    """The wall's time up to which data has had its time to arrive."""
    return time.time() - INGESTION_DELAY_S
