"""What uses cost, day by day."""

from datetime import date
from decimal import Decimal

import pytest

from emulator.billing.charges import Use, charges
from emulator.billing.estimate import estimated, moments
from emulator.billing.holdings import Holdings, Standing
from pricing.charged import MONTH_S, gb_s
from pricing.price_table import PriceTable
from pricing.usage import Item

TABLE = PriceTable.read()
FIRST, SECOND, NEXT_MONTH = date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 1)
MILLION = Decimal(1_000_000)


def test_a_use_costs_what_the_table_says() -> None:
    (charge,) = charges([Use(FIRST, "us-east-1", Item.SQS_REQUESTS, "q", MILLION)], TABLE)
    assert (charge.service, charge.usd) == ("SQS", Decimal("0.40"))


def test_a_region_without_prices_is_priced_as_us_east_1() -> None:
    (charge,) = charges([Use(FIRST, "eu-west-3", Item.SQS_REQUESTS, "q", MILLION)], TABLE)
    assert charge.usd == Decimal("0.40")


def test_volume_tiers_count_from_the_first_of_each_month() -> None:
    used = [Use(day, "us-east-1", Item.HTTP_API_REQUESTS, "api", 300 * MILLION) for day in (SECOND, FIRST, NEXT_MONTH)]
    assert [(each.use.day, each.usd) for each in charges(used, TABLE)] == [
        (FIRST, Decimal(300)),
        (SECOND, Decimal(270)),
        (NEXT_MONTH, Decimal(300)),
    ]


def test_an_estimate_is_of_this_month_in_total_and_by_service() -> None:
    used = [
        Use(FIRST, "us-east-1", Item.SQS_REQUESTS, "q", 10 * MILLION),
        Use(SECOND, "ap-south-1", Item.SNS_REQUESTS, "t", 2 * MILLION),
        Use(NEXT_MONTH, "us-east-1", Item.SQS_REQUESTS, "q", MILLION),
    ]
    charged = charges(used, TABLE)
    total = {"Currency": "USD"}
    assert estimated(charged, SECOND) == [
        (total, Decimal(5)),
        ({**total, "ServiceName": "AWSQueueService"}, Decimal(4)),
        ({**total, "ServiceName": "AmazonSNS"}, Decimal(1)),
    ]
    assert estimated(charged, NEXT_MONTH)[0] == (total, Decimal("0.40"))
    assert estimated([], FIRST) == [(total, Decimal(0))]


def test_it_is_published_four_times_a_day() -> None:
    assert list(moments(0, 50_000)) == [21_600, 43_200]
    assert list(moments(21_600, 21_700)) == []


def test_what_stands_is_charged_by_time_and_day() -> None:
    holdings = Holdings()
    bytes_of = Standing("us-east-1", Item.S3_STORAGE, "b", Decimal(2))
    holdings.stood("a", [bytes_of], 86_400 - 3600)
    holdings.stood("a", [bytes_of], 86_400 + 7200)
    holdings.stood("a", [], 86_400 * 3)
    first, second = holdings.of_account("a")
    assert (first.day, first.quantity) == (date(1970, 1, 1), Decimal(2 * 3600) / MONTH_S)
    assert (second.day, second.quantity) == (date(1970, 1, 2), Decimal(2 * 7200) / MONTH_S)
    assert holdings.of_account("b") == []


@pytest.mark.parametrize(("ran_ms", "memory_mb", "expected"), [("0.2", 1024, "0.001"), ("1000", 512, "0.5")])
def test_an_invocation_is_rounded_up_to_a_millisecond(ran_ms: str, memory_mb: int, expected: str) -> None:
    assert gb_s(Decimal(ran_ms), memory_mb) == Decimal(expected)
