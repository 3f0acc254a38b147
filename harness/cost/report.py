"""A month of a stack, priced: it stands all the time, and one of its runs is made so many times."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pricing.bill import Bill, Line, bill
from pricing.price_table import FreeTier, PriceTable
from pricing.usage import Item, Usage

WHOLE_MONTH = Decimal(1)


@dataclass(frozen=True)
class Report:
    """Bills of one region: `idle` of the stack alone, `active` of the stack and `times` times the run called `run`.

    `run` is empty where there is none. `totals` are the dollars of `active` under each free tier.
    """

    stack: str
    run: str
    times: int
    idle: Bill
    active: Bill
    totals: dict[FreeTier, Decimal]

    @property
    def title(self) -> str:
        """What is priced, and for how much."""
        doing = f", run {self.times:,} times" if self.run else ""
        return f"{self.stack} for a month{doing}: ${self.active.total:.2f}"

    @property
    def about(self) -> str:
        """Where, with which free tier, and the run."""
        run = f", as in {self.run}" if self.run else ""
        return f"prices of {self.active.region}, free tier {self.active.free_tier}{run}"

    @property
    def measured_here(self) -> str:
        """Which of the quantities are this machine's, in words; empty where no function ran."""
        compute = next((line.quantity for line in self.active.lines if line.price.item is Item.LAMBDA_COMPUTE), None)
        if compute is None or not self.run:
            return ""
        return (
            f"compute is measured on this machine: {compute / self.times:.3g} GB-seconds a run, "
            f"{compute:.3g} a month; AWS's processors have another speed"
        )

    def standing(self, line: Line) -> Decimal:
        """Of a line's cost, what the stack causes while idle; at most all of it."""
        idle = self.idle.of_items(line.price.item)
        return min(idle, line.cost)

    def as_json(self) -> dict[str, Any]:
        """All of it; quantities and dollars as text, exactly."""
        return {
            "stack": self.stack,
            "run": self.run,
            "times": self.times,
            "region": self.active.region,
            "free_tier": self.active.free_tier,
            "lines": [_line(line) for line in self.active.lines],
            "idle_usd": str(self.idle.total),
            "total_usd": {tier: str(total) for tier, total in self.totals.items()},
            "not_counted": list(self.active.not_counted),
        }


def report(
    stack: str, idle: Usage, run: Usage, name: str, times: int, region: str, free_tier: FreeTier, table: PriceTable
) -> Report:
    """Price a month; NoPrice for a region without prices."""
    whole = month(idle, run, times)
    bills = {tier: bill(whole, table, region, tier) for tier in FreeTier}
    totals = {tier: each.total for tier, each in bills.items()}
    return Report(stack, name, times, bill(idle, table, region, free_tier), bills[free_tier], totals)


def month(idle: Usage, run: Usage, times: int) -> Usage:
    """What the stack and so many runs use together. No metric has data for more hours than a month has."""
    return idle + Usage.of(
        (
            (each.item, each.resource, _in_a_month(each.item, each.quantity))
            for each in run.times(times).used
        ),
        run.not_counted,
    )  # fmt: skip


def _in_a_month(item: Item, quantity: Decimal) -> Decimal:
    return min(quantity, WHOLE_MONTH) if item is Item.CUSTOM_METRICS else quantity


def _line(line: Line) -> dict[str, Any]:
    price = line.price
    return {
        "service": price.service,
        "item": price.words,
        "unit": price.unit,
        "quantity": str(line.quantity),
        "free": str(line.free),
        "usd_per_unit": str(price.first_usd),
        "usd": str(line.cost),
        "by_resource": {name: str(share) for name, share in line.shares},
        "source": price.source,
        "dated": price.dated.isoformat(),
        "seen": price.seen.isoformat() if price.seen else None,
    }
