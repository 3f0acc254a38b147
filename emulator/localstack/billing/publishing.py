"""EstimatedCharges is published at each quarter of a day of the account's clock, in us-east-1 for all regions."""

import logging
from collections.abc import Callable

from emulator.billing.estimate import METRIC, NAMESPACE, REGION, day_of, estimated, moments
from emulator.billing.holdings import DAY_S
from emulator.clock import clock_of
from emulator.cloudwatch.metric_database import stored
from emulator.localstack.billing import collecting
from emulator.localstack.metric_database import insert

LOG = logging.getLogger(__name__)
_published_s: dict[str, float] = {}
"""Until when it was published on the wall, by account."""


def publish(account_id: str) -> None:
    """Publish what the account owes for this month so far, at its clock's time; what fails is told in the log."""
    now_s = clock_of(account_id).now()
    try:
        readings = estimated(collecting.charged_to(account_id), day_of(now_s))
        insert(
            (account_id, REGION, METRIC, NAMESPACE, int(now_s), stored(dimensions.items()), "None", float(usd))
            for dimensions, usd in readings
        )
    except Exception:
        LOG.exception("the estimated charges of account %s are not published", account_id)


def through(account_id: str, moment_s: float, target_s: float, advance_to: Callable[[float], None]) -> None:
    """Go to `moment_s` on a stepped clock, on the way to `target_s`, and publish at each quarter of a day.

    Without an alarm that watches them there are readings of the last day only: each costs a look at all that is held.
    """
    if account_id in collecting.accounts():
        collecting.hold(account_id)
        first_s = clock_of(account_id).now() if _watched(account_id) else target_s - DAY_S
        for each in moments(max(first_s, clock_of(account_id).now()), moment_s):
            advance_to(each)
            publish(account_id)
    advance_to(moment_s)


def _watched(account_id: str) -> bool:
    from localstack.services.cloudwatch.models import cloudwatch_stores

    if account_id not in cloudwatch_stores:
        return False
    alarms = list(cloudwatch_stores[account_id][REGION].alarms.values())
    return any(NAMESPACE in str(kept.alarm) for kept in alarms)


def on_the_wall() -> None:
    """Publish for each account on the real clock that has passed a quarter of a day since this was last asked."""
    for account_id in collecting.accounts():
        clock = clock_of(account_id)
        now_s = clock.now()
        before_s = _published_s.setdefault(account_id, now_s)
        _published_s[account_id] = now_s
        if clock.mode == "real" and any(moments(before_s, now_s)):
            publish(account_id)
