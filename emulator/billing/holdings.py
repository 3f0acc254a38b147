"""What is charged by the time that it stands: stored bytes and alarms, added up as time passes. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from threading import Lock

from emulator.billing.charges import Use
from emulator.billing.estimate import day_of
from pricing.charged import MONTH_S
from pricing.usage import Item

DAY_S = 86_400


@dataclass(frozen=True)
class Standing:
    """So much of an item, in its unit without the month, that stands in a region."""

    region: str
    item: Item
    resource: str
    quantity: Decimal


class Holdings:
    """What stood for how long, by account."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until_s: dict[str, float] = {}
        self._uses: defaultdict[str, dict[tuple[date, str, Item, str], Decimal]] = defaultdict(dict)

    def stood(self, account_id: str, standing: Iterable[Standing], now_s: float) -> None:
        """What stands now has stood since this was last told of the account; the first time since now."""
        with self._lock:
            since_s = self._until_s.get(account_id, now_s)
            self._until_s[account_id] = max(since_s, now_s)
            uses = self._uses[account_id]
            for each in standing:
                for day, seconds in _days(since_s, now_s):
                    key = (day, each.region, each.item, each.resource)
                    uses[key] = uses.get(key, Decimal(0)) + each.quantity * Decimal(seconds) / MONTH_S

    def of_account(self, account_id: str) -> list[Use]:
        """What it used."""
        with self._lock:
            return [Use(*key, quantity) for key, quantity in self._uses.get(account_id, {}).items() if quantity]


def _days(since_s: float, until_s: float) -> Iterator[tuple[date, float]]:
    """The days between two instants, each with its seconds between them."""
    while since_s < until_s:
        end_s = min((since_s // DAY_S + 1) * DAY_S, until_s)
        yield day_of(since_s), end_s - since_s
        since_s = end_s
