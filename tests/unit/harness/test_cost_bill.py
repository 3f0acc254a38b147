"""Usage times prices: lines, free tiers, volume tiers, and the table of prices itself."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.bill import bill, cents
from pricing.price_table import FreeTier, NoPrice, PriceTable
from pricing.usage import Item, Usage, Used

TABLE = PriceTable.read()
REGIONS = ("ap-south-1", "us-east-1")
quantities = st.decimals(min_value=0, max_value=10**11, places=3)
usages = st.dictionaries(st.tuples(st.sampled_from(Item), st.sampled_from("ab")), quantities, max_size=8).map(
    lambda found: Usage.of((item, name, quantity) for (item, name), quantity in found.items())
)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("item", Item)
def test_every_item_has_a_dated_price_with_a_source_in_both_regions(item: Item, region: str) -> None:
    price = TABLE.price(item, region)

    assert price.first_usd > 0
    assert price.source
    assert price.dated.year >= 2026
    assert price.seen is None or price.seen <= price.dated


def test_the_table_knows_two_regions_and_names_them_for_another() -> None:
    assert TABLE.regions == REGIONS
    with pytest.raises(NoPrice, match="no price of sqs-requests in 'eu-west-1'; there are prices for ap-south-1, us-e"):
        TABLE.price(Item.SQS_REQUESTS, "eu-west-1")


@pytest.mark.parametrize(
    ("item", "region", "quantity", "free_tier", "dollars"),
    [
        (Item.LAMBDA_REQUESTS, "us-east-1", 1_000_000, FreeTier.OFF, "0.20"),
        (Item.LAMBDA_REQUESTS, "us-east-1", 3_000_000, FreeTier.ALWAYS, "0.40"),
        (Item.LAMBDA_COMPUTE, "ap-south-1", 400_001, FreeTier.ALWAYS, "0.0000166667"),
        (Item.S3_STORAGE, "ap-south-1", 10, FreeTier.ALWAYS, "0.25"),
        (Item.S3_STORAGE, "ap-south-1", 10, FreeTier.FIRST_YEAR, "0.125"),
        (Item.S3_STORAGE, "us-east-1", 51_300, FreeTier.OFF, "1179.8"),
        (Item.HTTP_API_REQUESTS, "us-east-1", 301_000_000, FreeTier.OFF, "300.9"),
        (Item.HTTP_API_REQUESTS, "us-east-1", 302_000_000, FreeTier.FIRST_YEAR, "300.9"),
        (Item.ALARMS, "us-east-1", 11, FreeTier.ALWAYS, "0.10"),
    ],
)
def test_lines(item: Item, region: str, quantity: int, free_tier: FreeTier, dollars: str) -> None:
    assert bill(Usage.of([(item, "it", quantity)]), TABLE, region, free_tier).total == Decimal(dollars)


def test_log_ingestion_and_storage_share_one_free_quota() -> None:
    usage = Usage.of([(Item.LOG_INGESTION, "logs", 4), (Item.LOG_STORAGE, "logs", 4)])

    lines = bill(usage, TABLE, "us-east-1", FreeTier.ALWAYS).lines

    assert [line.free for line in lines] == [4, 1]
    assert lines[1].cost == Decimal("0.09")


def test_a_line_is_shared_out_by_what_each_resource_used() -> None:
    usage = Usage.of([(Item.SQS_REQUESTS, "a", 3_000_000), (Item.SQS_REQUESTS, "b", 1_000_000)])

    made = bill(usage, TABLE, "us-east-1", FreeTier.ALWAYS)

    assert made.of_resource("a", "SQS") == Decimal("0.90")
    assert made.of_resource("b", "SQS") == Decimal("0.30")
    assert made.of_resource("a", "SNS") == 0
    assert made.resources == (("SQS", "a"), ("SQS", "b"))


def test_usage_of_one_resource_is_one_entry_and_nothing_used_is_none() -> None:
    usage = Usage.of([(Item.SQS_REQUESTS, "a", 1), (Item.ALARMS, "z", 0), (Item.SQS_REQUESTS, "a", 2)], ["x", "x"])

    assert usage.used == (Used(Item.SQS_REQUESTS, "a", Decimal(3)),)
    assert usage.not_counted == ("x",)
    with pytest.raises(ValueError, match="a used -1 of alarms; give 0 or more"):
        Used(Item.ALARMS, "a", Decimal(-1))


def test_tiers_must_begin_at_nothing_and_ascend() -> None:
    row = {
        "region": "r", "item": "alarms", "service": "s", "words": "w", "unit": "u", "above": "5", "usd": "1",
        "per": "1",
        "free_always": "", "free_first_year": "", "pool": "", "source": "s", "dated": "2026-01-01", "seen": "",
    }  # fmt: skip

    with pytest.raises(ValueError, match="tiers of alarms in r must begin at 0"):
        PriceTable.of([row])


def test_volume_makes_a_unit_cheaper_never_dearer() -> None:
    for price in TABLE.prices.values():
        assert all(before.usd > after.usd for before, after in pairwise(price.tiers))


@given(usages, st.sampled_from(REGIONS))
def test_a_free_tier_never_makes_a_bill_dearer(usage: Usage, region: str) -> None:
    off, always, first_year = (bill(usage, TABLE, region, tier).total for tier in FreeTier)

    assert off >= always >= first_year >= 0


@given(usages, usages, st.sampled_from(REGIONS), st.sampled_from(FreeTier))
def test_more_usage_never_costs_less(one: Usage, more: Usage, region: str, tier: FreeTier) -> None:
    assert bill(one + more, TABLE, region, tier).total >= bill(one, TABLE, region, tier).total


@given(usages, st.sampled_from(REGIONS), st.sampled_from(FreeTier))
def test_shares_of_resources_are_the_whole_bill(usage: Usage, region: str, tier: FreeTier) -> None:
    made = bill(usage, TABLE, region, tier)

    by_resource = sum((made.of_resource(name, service) for service, name in made.resources), Decimal(0))

    assert abs(by_resource - made.total) < Decimal("1e-12")


@given(usages, st.integers(0, 50))
def test_so_many_times_the_usage_is_the_usage_added_so_often(usage: Usage, times: int) -> None:
    assert usage.times(times).total(Item.SQS_REQUESTS) == usage.total(Item.SQS_REQUESTS) * times


def test_cents_are_rounded_half_up() -> None:
    assert [cents(Decimal(each)) for each in ("0.005", "0.7649", "0.765")] == [
        Decimal("0.01"), Decimal("0.76"), Decimal("0.77"),
    ]  # fmt: skip
