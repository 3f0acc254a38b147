"""The published figures: reproduced within rounding, or a reason for each that isn't."""

from decimal import Decimal
from pathlib import Path

import pytest

from bootstrap.stacks import STACKS, StackOptions
from harness.cost.standing import standing
from harness.systems.media_pipeline.published_cost import EXAMPLE, LEFT_OUT, REGION, TABLE, Row, comparison, together
from pricing.bill import bill, cents
from pricing.price_table import FreeTier, PriceTable
from pricing.usage import Item
from tests.goldens import golden_file

PRICES = PriceTable.read()
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.resource)
def test_a_figure_of_the_table_is_reproduced_or_explained(row: Row) -> None:
    assert row.agrees(PRICES) or row.why


def test_only_the_worker_differs_from_the_table_by_more_than_rounding() -> None:
    assert [row.resource for row in TABLE if not row.agrees(PRICES)] == ["worker-lambda"]


def test_the_table_adds_up_to_about_20_cents_and_costs_nothing_idle() -> None:
    assert cents(sum((row.published for row in TABLE), Decimal(0))) == Decimal("0.19")
    assert bill(standing(STACKS["media-pipeline"](StackOptions())), PRICES, REGION).total == 0


@pytest.mark.parametrize("row", EXAMPLE, ids=lambda row: row.service)
def test_each_line_of_the_example_is_reproduced_to_the_cent(row: Row) -> None:
    assert cents(row.ours(PRICES)) == row.published


def test_the_example_is_77_cents() -> None:
    assert cents(bill(together(EXAMPLE), PRICES, REGION).total) == Decimal("0.77")


def test_the_rest_of_the_example_is_within_the_free_tier_but_for_puts() -> None:
    whole = together((*EXAMPLE, *LEFT_OUT))
    first_year = bill(whole, PRICES, REGION, FreeTier.FIRST_YEAR)

    assert cents(first_year.of_items(Item.S3_WRITES)) == Decimal("0.09")
    assert first_year.of_items(Item.SQS_REQUESTS, Item.LAMBDA_REQUESTS, Item.LOG_INGESTION, Item.S3_READS) == 0
    assert first_year.of_items(Item.LAMBDA_COMPUTE) == 0, "but so is the compute that the example pays for"


def test_what_is_published_beside_ours() -> None:
    assert comparison(PRICES) == golden_file("cost-published.txt")


def test_the_guide_tells_the_same_figures() -> None:
    guide = (ROOT / "docs" / "cost.md").read_text()
    example, table = (sum((row.ours(PRICES) for row in rows), Decimal(0)) for rows in (EXAMPLE, TABLE))
    whole = bill(together((*EXAMPLE, *LEFT_OUT)), PRICES, REGION).total

    for figure in (example, table, whole):
        assert f"${figure:.4f} |" in guide
