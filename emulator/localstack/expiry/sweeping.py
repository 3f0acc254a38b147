"""Everything of one account that is over is removed; the thread that does so on the wall; when it is started."""

import logging
from collections.abc import Callable, Iterator
from threading import Event, Lock, Thread
from typing import Any

from emulator.clock import clock_of
from emulator.divergences import divergences
from emulator.localstack.expiry import items, log_events, objects
from emulator.localstack.seams import handles

LOG = logging.getLogger(__name__)
PAUSE_S = 60.0
DAY_S = 86_400
PARTS = (objects, items, log_events)
OPERATIONS = frozenset({"PutBucketLifecycleConfiguration", "UpdateTimeToLive", "PutRetentionPolicy"})
"""Those that ask for expiry."""
TRANSITIONS = ("Transitions", "NoncurrentVersionTransitions")

_starting = Lock()
_threads: list[Thread] = []


@handles("response_handlers", -1, why="What expires is looked for once anybody has asked for expiry.")
def start_when_asked(_: Any, context: Any, response: Any) -> None:
    """Start to look once expiry was configured; transitions of storage classes are a divergence."""
    operation = context.operation.name if context.operation else ""
    if operation not in OPERATIONS or response.status_code >= 300:
        return
    rules = ((context.service_request or {}).get("LifecycleConfiguration") or {}).get("Rules") or ()
    if any(rule.get(name) for rule in rules for name in TRANSITIONS):
        divergences.touch("s3-transitions", "a lifecycle rule has transitions: no object moves", context.account_id)
    start()


def start() -> None:
    """Start the thread, if it doesn't run."""
    with _starting:
        if not _threads:
            thread = Thread(target=_run, name="expiry", daemon=True)
            _threads.append(thread)
            thread.start()


def sweep(account_id: str) -> None:
    """Remove what is over by the account's clock; a part that fails is told in the log, and the others go on."""
    now_s = clock_of(account_id).now()
    for part in PARTS:
        try:
            part.expire(account_id, now_s)
        except Exception:
            LOG.exception("what has expired of account %s is not removed: %s", account_id, part.__name__)


def by_days(account_id: str, target_s: float, advance_to: Callable[[float], None]) -> None:
    """Go to `target_s` by way of every midnight between, and remove at each what is over by then."""
    for moment_s in (*midnights(clock_of(account_id).now(), target_s), target_s):
        advance_to(moment_s)
        sweep(account_id)


def midnights(after_s: float, before_s: float) -> Iterator[float]:
    """The midnights, of UTC, between two instants."""
    moment_s = (after_s // DAY_S + 1) * DAY_S
    while moment_s < before_s:
        yield moment_s
        moment_s += DAY_S


def _run() -> None:
    never = Event()
    while not never.wait(PAUSE_S):
        for account_id in sorted({account for part in PARTS for account in part.accounts()}):
            if clock_of(account_id).mode == "real":
                sweep(account_id)
