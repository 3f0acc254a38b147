"""Buckets of tokens: bursts, refilling, and limits of stages and routes."""

from typing import Any

import pytest

from emulator.apigatewayv2.throttling import ACCOUNT_BURST, ACCOUNT_RATE, Limits, Throttle, limits_of

BOTH = {"ThrottlingRateLimit": 2.5, "ThrottlingBurstLimit": 5}


@pytest.mark.parametrize(
    ("stage", "limits"),
    [
        ({}, None),
        ({"DefaultRouteSettings": {"DetailedMetricsEnabled": True}}, None),
        ({"DefaultRouteSettings": BOTH}, Limits(2.5, 5)),
        ({"DefaultRouteSettings": {"ThrottlingRateLimit": 1.0}}, Limits(1.0, ACCOUNT_BURST)),
        ({"RouteSettings": {"GET /x": {"ThrottlingBurstLimit": 7}}}, Limits(ACCOUNT_RATE, 7)),
        ({"DefaultRouteSettings": BOTH, "RouteSettings": {"GET /x": {"ThrottlingRateLimit": 9.0}}}, Limits(9.0, 5)),
        ({"RouteSettings": {"GET /y": BOTH}}, None),
    ],
)
def test_limits(stage: dict[str, Any], limits: Limits | None) -> None:
    assert limits_of(stage, "GET /x") == limits


def test_a_bucket_fills_at_its_rate_and_no_further() -> None:
    throttle, limits = Throttle(), Limits(2.0, 3)

    def taken(now_s: float, requests: int) -> int:
        return sum(throttle.takes("s", "r", limits, now_s) for _ in range(requests))

    assert taken(0.0, 5) == 3
    assert taken(0.4, 5) == 0
    assert taken(0.5, 5) == 1
    assert taken(100.0, 9) == 3


def test_routes_and_stages_are_apart_and_other_limits_begin_anew() -> None:
    throttle, one = Throttle(), Limits(1.0, 1)
    assert [throttle.takes("s", "r", one, 0.0) for _ in range(2)] == [True, False]
    assert throttle.takes("s", "other", one, 0.0)
    assert throttle.takes("t", "r", one, 0.0)
    assert throttle.takes("s", "r", Limits(1.0, 2), 0.0)


def test_without_a_burst_nothing_passes() -> None:
    assert not Throttle().takes("s", "r", Limits(10.0, 0), 0.0)
