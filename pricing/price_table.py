"""The prices: read from `prices.csv`, one row for each item, region and volume tier, each with its date and source."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from pricing.usage import Item

FILE = Path(__file__).with_name("prices.csv")


class FreeTier(StrEnum):
    """Which of AWS's free offers count. Those of the first year are for accounts opened before 15 July 2025."""

    OFF = "off"
    ALWAYS = "always"
    FIRST_YEAR = "first-year"


class NoPrice(LookupError):
    """The table has no price for that. The message says which regions there are."""


@dataclass(frozen=True)
class Tier:
    """From so many units a month on, each costs `usd`."""

    above: Decimal
    usd: Decimal


@dataclass(frozen=True)
class Price:
    """What one item costs in one region: US dollars for each `unit`, by volume tiers, lowest first.

    `words` name the item; the first `free_always` units a month are free for everybody, `free_first_year` in an
    account's first twelve months. Items that share a `pool` share one such quota. `dated` is the day of the table.
    `source` is where AWS tells the price. `seen` is when a copy of that told it: the copy's own date where it has one,
    else the day it was read. None where no copy was found.
    """

    item: Item
    region: str
    service: str
    words: str
    unit: str
    tiers: tuple[Tier, ...]
    free_always: Decimal
    free_first_year: Decimal
    pool: str
    source: str
    dated: date
    seen: date | None

    def free(self, tier: FreeTier) -> Decimal:
        """How many units a month cost nothing. An offer of the first year takes nothing away from the lasting one."""
        if tier is FreeTier.OFF:
            return Decimal(0)
        return max(self.free_always, self.free_first_year) if tier is FreeTier.FIRST_YEAR else self.free_always

    def cost(self, quantity: Decimal) -> Decimal:
        """Dollars for so many units that are to be paid."""
        ends = [tier.above for tier in self.tiers[1:]]
        paid = Decimal(0)
        for tier, end in zip(self.tiers, [*ends, None], strict=True):
            within = quantity if end is None else min(quantity, end)
            paid += max(within - tier.above, Decimal(0)) * tier.usd
        return paid

    @property
    def first_usd(self) -> Decimal:
        """What the first unit costs that isn't free."""
        return self.tiers[0].usd


@dataclass(frozen=True)
class PriceTable:
    """Every price, by region and item."""

    prices: dict[tuple[str, Item], Price]

    @classmethod
    def read(cls, path: Path = FILE) -> "PriceTable":
        """The table of the file; ValueError when a row can't be understood."""
        with path.open(newline="") as file:
            return cls.of(csv.DictReader(file))

    @classmethod
    def of(cls, rows: Iterable[dict[str, str]]) -> "PriceTable":
        """Rows of one item and region are its tiers, lowest first; all but the tier is taken from the first."""
        grouped: dict[tuple[str, Item], list[dict[str, str]]] = {}
        for row in rows:
            grouped.setdefault((row["region"], Item(row["item"])), []).append(row)
        return cls({key: _price(key, rows) for key, rows in grouped.items()})

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that have prices, sorted."""
        return tuple(sorted({region for region, _ in self.prices}))

    def price(self, item: Item, region: str) -> Price:
        """The price of an item in a region; NoPrice when the table has none."""
        found = self.prices.get((region, item))
        if found is None:
            raise NoPrice(f"there is no price of {item} in {region!r}; there are prices for {', '.join(self.regions)}")
        return found


def _price(key: tuple[str, Item], rows: list[dict[str, str]]) -> Price:
    first, (region, item) = rows[0], key
    tiers = tuple(Tier(Decimal(row["above"] or 0), Decimal(row["usd"]) / Decimal(row["per"])) for row in rows)
    if tiers[0].above or list(tiers) != sorted(tiers, key=lambda tier: tier.above):
        raise ValueError(f"the tiers of {item} in {region} must begin at 0 and ascend")
    return Price(
        item, region, first["service"], first["words"], first["unit"], tiers,
        Decimal(first["free_always"] or 0), Decimal(first["free_first_year"] or 0), first["pool"] or str(item),
        first["source"], date.fromisoformat(first["dated"]),
        date.fromisoformat(first["seen"]) if first["seen"] else None,
    )  # fmt: skip
