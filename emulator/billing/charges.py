"""What each resource cost on each day, from what it used and the price table. Pure.

No free tier is deducted, as `make cost` does unless it is told otherwise. A region without prices is priced as
us-east-1.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pricing.price_table import PriceTable
from pricing.usage import Item

ELSEWHERE = "us-east-1"
"""Whose prices stand for those of regions that the table lacks."""


@dataclass(frozen=True)
class Use:
    """So much of an item, in its unit, by one resource in one region on one day."""

    day: date
    region: str
    item: Item
    resource: str
    quantity: Decimal


@dataclass(frozen=True)
class Charge:
    """What a use costs, in US dollars; `service` is the price table's name of the service."""

    use: Use
    service: str
    usd: Decimal


def charges(uses: Iterable[Use], table: PriceTable) -> list[Charge]:
    """The charge of each use. Volume tiers count from the first of each month, over all resources of a region."""
    by_price: defaultdict[tuple[str, Item, int, int], list[Use]] = defaultdict(list)
    for use in uses:
        by_price[use.region, use.item, use.day.year, use.day.month].append(use)
    found = []
    for (region, item, _, _), used in by_price.items():
        price = table.price(item, region if region in table.regions else ELSEWHERE)
        before = Decimal(0)
        for use in sorted(used, key=lambda each: each.day):
            usd = price.cost(before + use.quantity) - price.cost(before)
            found.append(Charge(use, price.service, usd))
            before += use.quantity
    return sorted(found, key=lambda each: (each.use.day, each.service, each.use.resource, each.use.item))
