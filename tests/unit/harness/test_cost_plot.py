"""The picture of a cost report."""

from decimal import Decimal
from pathlib import Path

import pytest

from bootstrap.stacks import STACKS, StackOptions
from harness.cost.report import Report, report
from harness.cost.standing import standing
from harness.plots.cost_plot import MOST_BARS, OTHERS, bars_of, dollars, draw_cost
from pricing.price_table import FreeTier, PriceTable
from pricing.usage import Item, Usage

TABLE = PriceTable.read()


def made(stack: str, run: Usage, name: str = "a-run") -> Report:
    idle = standing(STACKS[stack](StackOptions()))
    return report(stack, idle, run, name, 1, "us-east-1", FreeTier.OFF, TABLE)


def test_a_bar_tells_what_stands_from_what_runs_and_the_dearest_is_first() -> None:
    bars = bars_of(made("s3-cleanup", Usage.of([(Item.SNS_REQUESTS, "t", 10**6), (Item.ALARMS, "own", 1)])))

    assert bars == [
        ("SNS  publish requests", 0, Decimal("0.5")),
        ("CloudWatch  alarms", Decimal("0.10"), Decimal("0.10")),
    ]


def test_many_items_share_the_last_bar_and_nothing_is_lost() -> None:
    whole = made("s3-cleanup", Usage.of((item, "it", 1) for item in Item))

    bars = bars_of(whole)

    assert len(bars) == MOST_BARS < len(Item)
    assert bars[-1][0] == OTHERS
    assert sum(standing + by_runs for _, standing, by_runs in bars) == whole.active.total


@pytest.mark.parametrize(
    ("usd", "text"), [("0", "$0.0000"), ("0.00001", "< $0.0001"), ("0.25", "$0.2500"), ("1234.5", "$1,234.50")]
)
def test_small_amounts_are_not_shown_as_nothing(usd: str, text: str) -> None:
    assert dollars(Decimal(usd)) == text


@pytest.mark.parametrize("stack", ["s3-cleanup", "media-pipeline"])
def test_a_stack_without_runs_has_a_picture_too(stack: str, tmp_path: Path) -> None:
    assert draw_cost(made(stack, Usage(), ""), tmp_path / "cost.png").read_bytes().startswith(b"\x89PNG")
