"""Invokes schedules whose time has come: on the wall for accounts on the real clock, on the way of stepped ones."""

import logging
import sys
from collections.abc import Iterator
from threading import Event, Lock, Thread
from time import time
from typing import Any
from weakref import WeakKeyDictionary

from emulator.clock import Clock, clock_of
from emulator.localstack.schedules.delivery import deliver
from emulator.scheduler.target import Occasion
from emulator.scheduler.timing import Timing

LOG = logging.getLogger(__name__)
MODELS = "moto.scheduler.models"
LOOK_S = 1.0
"""How long the thread waits at most before it looks at the schedules again."""
_lock = Lock()
_wakeup = Event()
_threads: list[Thread] = []


class Kept:
    """The timing of a schedule, and up to which time it has been invoked."""

    def __init__(self, timing: Timing, until_s: float) -> None:
        self.timing, self.until_s = timing, until_s

    def following(self) -> float | None:
        """The next time."""
        return self.timing.after(self.until_s)


_kept: WeakKeyDictionary[Any, Kept] = WeakKeyDictionary()


def keep(schedule: Any, account_id: str) -> None:
    """Begin with a schedule that was made or changed."""
    now_s = clock_of(account_id).now()
    # A rate begins at once: its first time is the one at which it was made.
    _kept[schedule] = Kept(Timing.of(_described(schedule), now_s), now_s - 0.001)
    with _lock:
        if not _threads:
            _threads.append(Thread(target=_run, name="schedules", daemon=True))
            _threads[0].start()
    _wakeup.set()


def restart(account_id: str) -> None:
    """The account's clock was set: nothing is made up for."""
    now_s = clock_of(account_id).now()
    for schedule in _of_account(account_id):
        if schedule in _kept:
            _kept[schedule].until_s = now_s
    _wakeup.set()


def advance(account_id: str, clock: Clock, target_s: float) -> None:
    """Move a stepped clock on to `target_s`, and invoke on the way what becomes due, in the order of time."""
    while (moment_s := _next(account_id)) is not None and moment_s <= target_s:
        clock.advance_to(max(moment_s, clock.now()))
        _fire(account_id, moment_s)
    clock.advance_to(target_s)


def _next(account_id: str) -> float | None:
    found = [_kept[one].following() for one in _of_account(account_id) if one in _kept and one.state == "ENABLED"]
    return min((each for each in found if each is not None), default=None)


def _fire(account_id: str, now_s: float) -> None:
    """Invoke all that is due by `now_s`."""
    for schedule in _of_account(account_id):
        kept = _kept.get(schedule)
        if kept is None:
            continue
        while (moment_s := kept.following()) is not None and moment_s <= now_s:
            kept.until_s = moment_s
            if schedule.state == "ENABLED":
                deliver(account_id, schedule.name, dict(schedule.target), Occasion(schedule.arn, moment_s))
        if kept.following() is None and schedule.action_after_completion == "DELETE":
            _delete(account_id, schedule)


def _delete(account_id: str, schedule: Any) -> None:
    region = schedule.arn.split(":")[3]
    group = _backends()[account_id][region].schedule_groups.get(schedule.group_name)
    if group is not None and group.schedules.get(schedule.name) is schedule:
        group.delete_schedule(schedule.name)


def _of_account(account_id: str) -> Iterator[Any]:
    if MODELS not in sys.modules or account_id not in _backends():
        return
    for backend in list(_backends()[account_id].values()):
        for group in list(backend.schedule_groups.values()):
            yield from list(group.schedules.values())


def _backends() -> Any:
    return sys.modules[MODELS].scheduler_backends  # type: ignore[attr-defined, unused-ignore]


def _described(schedule: Any) -> dict[str, Any]:
    told: dict[str, Any] = schedule.to_dict()
    return told


def _run() -> None:
    pause_s = 0.0
    while True:
        _wakeup.wait(pause_s)
        _wakeup.clear()
        try:
            pause_s = _round()
        except Exception:
            LOG.exception("schedules can't be invoked")
            pause_s = LOOK_S


def _round() -> float:
    """Invoke what is due in accounts on the real clock; how long until there may be more."""
    following = [time() + LOOK_S]
    for account_id in list(_backends()) if MODELS in sys.modules else ():
        clock = clock_of(account_id)
        if clock.mode == "real":
            _fire(account_id, clock.now())
            next_s = _next(account_id)
            following.extend([] if next_s is None else [next_s])
    return max(0.0, min(following) - time())
