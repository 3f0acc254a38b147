"""Cost Explorer's GetCostAndUsage, from charges by day. Pure.

Reference: API_GetCostAndUsage, API_GroupDefinition, API_Expression. The end of a period is exclusive. With groups a
period has no total of its own; a group of a tag is `key$value`, and `key$` for what doesn't carry it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from emulator.billing.charges import Charge

COSTS = frozenset({"AmortizedCost", "BlendedCost", "NetAmortizedCost", "NetUnblendedCost", "UnblendedCost"})
"""They differ in discounts and reservations, of which there are none here."""
METRICS = COSTS | {"UsageQuantity", "NormalizedUsageAmount"}
MOST_GROUPS = 2
SERVICES = {
    "API Gateway": "Amazon API Gateway",
    "CloudWatch": "AmazonCloudWatch",
    "DynamoDB": "Amazon DynamoDB",
    "Lambda": "AWS Lambda",
    "S3": "Amazon Simple Storage Service",
    "SNS": "Amazon Simple Notification Service",
    "SQS": "Amazon Simple Queue Service",
}
"""The dimension SERVICE of each service of the price table."""
Request = Mapping[str, Any]


class Refused(Exception):
    """The request is refused; the code is AWS's, or NotImplemented for what isn't emulated."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Item:
    """A charge with the tags of its resource, in one account."""

    charge: Charge
    account_id: str
    tags: Mapping[str, str]

    def dimension(self, key: str) -> str:
        """The value of a dimension; Refused for one that isn't emulated."""
        if key == "SERVICE":
            return SERVICES[self.charge.service]
        if key == "REGION":
            return self.charge.use.region
        if key == "LINKED_ACCOUNT":
            return self.account_id
        raise Refused("NotImplemented", f"the dimension {key} is not emulated: SERVICE, REGION and LINKED_ACCOUNT are")


def answer(request: Request, items: Sequence[Item]) -> dict[str, Any]:
    """GetCostAndUsage's answer; Refused when there is none."""
    metrics = _metrics(request)
    groups = request.get("GroupBy") or ()
    if len(groups) > MOST_GROUPS:
        raise Refused("ValidationException", f"GroupBy takes at most {MOST_GROUPS} groups")
    keys = [_key_of(group) for group in groups]
    kept = _filter(request.get("Filter"))
    counted = [item for item in items if kept(item)]
    results = []
    for start, end in _periods(request):
        within = [item for item in counted if start <= item.charge.use.day < end]
        results.append(
            {
                "TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()},
                "Total": {} if keys else _sums(within, metrics),
                "Groups": _grouped(within, keys, metrics) if keys else [],
                "Estimated": True,
            }
        )
    return {"GroupDefinitions": list(groups), "ResultsByTime": results, "DimensionValueAttributes": []}


def _metrics(request: Request) -> list[str]:
    """The metrics that are asked for, in either way of writing them."""
    by_name = {name.lower(): name for name in METRICS}
    asked = request.get("Metrics") or ()
    if not asked:
        raise Refused("ValidationException", "Metrics must name at least one metric")
    for name in asked:
        if name.lower() not in by_name:
            raise Refused("ValidationException", f"{name} is no metric: give one of {', '.join(sorted(METRICS))}")
    return [by_name[name.lower()] for name in asked]


def _periods(request: Request) -> Iterator[tuple[date, date]]:
    start, end = (_date(request["TimePeriod"][name]) for name in ("Start", "End"))
    if start >= end:
        raise Refused("ValidationException", "Start date (and hour) should be before end date (and hour)")
    granularity = request.get("Granularity")
    if granularity not in ("DAILY", "MONTHLY"):
        raise Refused("NotImplemented", f"the granularity {granularity} is not emulated: DAILY and MONTHLY are")
    while start < end:
        month = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        following = min(end, start + timedelta(days=1) if granularity == "DAILY" else month)
        yield start, following
        start = following


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("ValidationException", f"{text} is no date of the form yyyy-MM-dd") from error


def _key_of(group: Mapping[str, str]) -> Callable[[Item], str]:
    kind, key = group.get("Type"), group.get("Key", "")
    if kind == "TAG":
        return lambda item: f"{key}${item.tags.get(key, '')}"
    if kind == "DIMENSION":
        return lambda item: item.dimension(key)
    raise Refused("NotImplemented", f"groups of the type {kind} are not emulated: DIMENSION and TAG are")


def _grouped(items: Sequence[Item], keys: Sequence[Callable[[Item], str]], metrics: list[str]) -> list[dict[str, Any]]:
    groups: defaultdict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in items:
        groups[tuple(key(item) for key in keys)].append(item)
    return [{"Keys": list(names), "Metrics": _sums(found, metrics)} for names, found in sorted(groups.items())]


def _sums(items: Sequence[Item], metrics: list[str]) -> dict[str, dict[str, str]]:
    usd = sum((item.charge.usd for item in items), Decimal(0))
    quantity = sum((item.charge.use.quantity for item in items), Decimal(0))
    amounts = dict.fromkeys(COSTS, (usd, "USD")) | {
        "UsageQuantity": (quantity, "N/A"),
        "NormalizedUsageAmount": (Decimal(0), "N/A"),
    }
    return {name: {"Amount": f"{amounts[name][0]:f}", "Unit": amounts[name][1]} for name in metrics}


def _filter(expression: Any) -> Callable[[Item], bool]:
    """Whether an item is kept; Refused for an expression of more or less than one part."""
    if not expression:
        return lambda item: True
    kind: str
    part: Any
    kind, part = next(iter(expression.items())) if len(expression) == 1 else ("", None)
    if kind in ("And", "Or"):
        every = [_filter(each) for each in part]
        joined = all if kind == "And" else any
        return lambda item: joined(each(item) for each in every)
    if kind == "Not":
        negated = _filter(part)
        return lambda item: not negated(item)
    if kind in ("Dimensions", "Tags"):
        return _matching(kind, part)
    raise Refused("ValidationException", "a filter has one of And, Or, Not, Dimensions and Tags")


def _matching(kind: str, part: Mapping[str, Any]) -> Callable[[Item], bool]:
    key, values, options = part.get("Key", ""), part.get("Values") or (), set(part.get("MatchOptions") or ())
    if not options <= {"EQUALS", "CASE_SENSITIVE", "ABSENT"}:
        raise Refused("NotImplemented", f"the match options {', '.join(sorted(options))} are not emulated: EQUALS is")

    def matches(item: Item) -> bool:
        if kind == "Dimensions":
            return item.dimension(key) in values
        if "ABSENT" in options:
            return key not in item.tags
        return item.tags.get(key) in values

    return matches
