"""GetCostAndUsage: periods, groups and filters."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from emulator.billing.charges import Charge, Use
from emulator.billing.cost_explorer import Item, Refused, answer
from pricing.usage import Item as Priced


def spent(day: str, service: str, usd: str, **tags: str) -> Item:
    use = Use(date.fromisoformat(day), "us-east-1", Priced.SQS_REQUESTS, "r", Decimal(10))
    return Item(Charge(use, service, Decimal(usd)), "000000000000", tags)


ITEMS = [
    spent("2026-11-21", "S3", "1.5", Project="cleanup"),
    spent("2026-11-21", "SQS", "0.25"),
    spent("2026-11-22", "S3", "2", Project="media"),
    spent("2026-12-01", "S3", "4", Project="media"),
]
PERIOD = {"Start": "2026-11-21", "End": "2026-12-02"}


def asked(**more: Any) -> dict[str, Any]:
    return {"TimePeriod": PERIOD, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"], **more}


def amounts(request: dict[str, Any]) -> list[Any]:
    """Of each period its total, or its groups."""
    found = []
    for result in answer(request, ITEMS)["ResultsByTime"]:
        groups = {"|".join(each["Keys"]): each["Metrics"]["UnblendedCost"]["Amount"] for each in result["Groups"]}
        found.append(groups or (result["Total"].get("UnblendedCost") or {}).get("Amount"))
    return found


def test_months_are_cut_at_the_ends_of_the_period() -> None:
    results = answer(asked(), ITEMS)["ResultsByTime"]
    assert [each["TimePeriod"] for each in results] == [
        {"Start": "2026-11-21", "End": "2026-12-01"},
        {"Start": "2026-12-01", "End": "2026-12-02"},
    ]
    assert amounts(asked()) == ["3.75", "4"]


def test_days_without_a_charge_are_there_with_nothing() -> None:
    period = {"Start": "2026-11-22", "End": "2026-11-24"}
    assert amounts(asked(Granularity="DAILY", TimePeriod=period)) == ["2", "0"]


def test_by_service() -> None:
    by_service = [{"Type": "DIMENSION", "Key": "SERVICE"}]
    s3, sqs = "Amazon Simple Storage Service", "Amazon Simple Queue Service"
    assert amounts(asked(GroupBy=by_service)) == [{s3: "3.5", sqs: "0.25"}, {s3: "4"}]


def test_by_tag_with_a_group_for_what_carries_none() -> None:
    by_tag = [{"Type": "TAG", "Key": "Project"}]
    first, second = amounts(asked(GroupBy=by_tag))
    assert first == {"Project$": "0.25", "Project$cleanup": "1.5", "Project$media": "2"}
    assert second == {"Project$media": "4"}


@pytest.mark.parametrize(
    ("expression", "total"),
    [
        ({"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Simple Queue Service"]}}, "0.25"),
        ({"Tags": {"Key": "Project", "Values": ["media"]}}, "2"),
        ({"Tags": {"Key": "Project", "MatchOptions": ["ABSENT"]}}, "0.25"),
        ({"Not": {"Tags": {"Key": "Project", "Values": ["media"]}}}, "1.75"),
        (
            {
                "And": [
                    {"Dimensions": {"Key": "REGION", "Values": ["us-east-1"]}},
                    {"Or": [{"Tags": {"Key": "Project", "Values": [name]}} for name in ("media", "cleanup")]},
                ]
            },
            "3.5",
        ),
    ],
)
def test_filters(expression: Any, total: str) -> None:
    assert amounts(asked(Filter=expression))[0] == total


def test_quantities_have_no_unit() -> None:
    result = answer(asked(Metrics=["USAGE_QUANTITY".replace("_", ""), "BlendedCost"]), ITEMS)["ResultsByTime"][0]
    assert result["Total"]["UsageQuantity"] == {"Amount": "30", "Unit": "N/A"}
    assert result["Total"]["BlendedCost"] == {"Amount": "3.75", "Unit": "USD"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"Metrics": []}, "ValidationException"),
        ({"Metrics": ["Charges"]}, "ValidationException"),
        ({"TimePeriod": {"Start": "2026-11-21", "End": "2026-11-21"}}, "ValidationException"),
        ({"TimePeriod": {"Start": "yesterday", "End": "2026-11-21"}}, "ValidationException"),
        ({"Granularity": "HOURLY"}, "NotImplemented"),
        ({"GroupBy": [{"Type": "DIMENSION", "Key": "INSTANCE_TYPE"}]}, "NotImplemented"),
        ({"GroupBy": [{"Type": "COST_CATEGORY", "Key": "Team"}]}, "NotImplemented"),
        ({"GroupBy": [{"Type": "TAG", "Key": "Project"}] * 3}, "ValidationException"),
        ({"Filter": {"Tags": {"Key": "Project", "Values": ["m"], "MatchOptions": ["CONTAINS"]}}}, "NotImplemented"),
        ({"Filter": {"CostCategories": {"Key": "Team"}}}, "ValidationException"),
    ],
)
def test_what_is_refused(more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        answer(asked(**more), ITEMS)
    assert refused.value.code == code
