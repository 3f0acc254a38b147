"""The bill: usage times prices."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pricing.price_table import FreeTier, Price, PriceTable
from pricing.usage import Item, Usage

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One item of a bill: `quantity` units were used, `free` of them cost nothing, the rest `cost` US dollars."""

    price: Price
    quantity: Decimal
    free: Decimal
    cost: Decimal
    shares: tuple[tuple[str, Decimal], ...]
    """What of the cost each resource caused: its share of the quantity."""


@dataclass(frozen=True)
class Bill:
    """What a month with this usage costs in one region."""

    region: str
    free_tier: FreeTier
    lines: tuple[Line, ...]
    not_counted: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        """US dollars, not rounded."""
        return self.sum(lambda line: True)

    def sum(self, counts: Callable[[Line], bool]) -> Decimal:
        """What the lines that count cost together."""
        return sum((line.cost for line in self.lines if counts(line)), Decimal(0))

    def of_items(self, *items: Item) -> Decimal:
        """What these items cost together."""
        return self.sum(lambda line: line.price.item in items)

    def of_resource(self, resource: str, service: str) -> Decimal:
        """What one resource costs at one service."""
        found = (dict(line.shares).get(resource) for line in self.lines if line.price.service == service)
        return sum((share for share in found if share is not None), Decimal(0))

    @property
    def resources(self) -> tuple[tuple[str, str], ...]:
        """Every service and resource on the bill, in its order."""
        return tuple(dict.fromkeys((line.price.service, name) for line in self.lines for name, _ in line.shares))

    @property
    def unseen(self) -> tuple[Price, ...]:
        """The prices on it that no copy of AWS's list confirms."""
        return tuple(line.price for line in self.lines if line.price.seen is None)


def bill(usage: Usage, table: PriceTable, region: str, free_tier: FreeTier = FreeTier.OFF) -> Bill:
    """The bill of one month's usage; NoPrice when the table doesn't know the region.

    Free units are the month's first, and tiers count from the first unit that is paid. Nothing is rounded.
    """
    lines: list[Line] = []
    spent: dict[str, Decimal] = {}
    for item in dict.fromkeys(each.item for each in usage.used):
        price = table.price(item, region)
        quantity = usage.total(item)
        free = min(quantity, max(price.free(free_tier) - spent.get(price.pool, Decimal(0)), Decimal(0)))
        spent[price.pool] = spent.get(price.pool, Decimal(0)) + free
        cost = price.cost(quantity - free)
        mine = [each for each in usage.used if each.item is item]
        shares = tuple((each.resource, cost * each.quantity / quantity) for each in mine)
        lines.append(Line(price, quantity, free, cost, shares))
    return Bill(region, free_tier, tuple(lines), usage.not_counted)


def cents(usd: Decimal) -> Decimal:
    """Rounded to whole cents, half a cent up."""
    return usd.quantize(CENT, ROUND_HALF_UP)
