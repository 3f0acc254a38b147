"""What HTTP APIs measure of requests, and by what."""

from dataclasses import replace

import pytest

from emulator.apigatewayv2.measures import Served, dimensions_of, is_detailed, of_request

SERVED = Served("000000000000", "us-east-1", "api", "$default", None, 200, 12, 9, 100)


@pytest.mark.parametrize(("status", "refused", "failed"), [(200, 0, 0), (404, 1, 0), (503, 0, 1)])
def test_each_request_counts_with_its_kind_of_error(status: int, refused: int, failed: int) -> None:
    measured = {name: value for name, value, _ in of_request(replace(SERVED, status=status))}
    assert measured == {
        "Count": 1,
        "4xx": refused,
        "5xx": failed,
        "Latency": 12,
        "IntegrationLatency": 9,
        "DataProcessed": 100,
    }


def test_what_reached_no_integration_has_no_latency_of_one() -> None:
    assert "IntegrationLatency" not in [name for name, _, _ in of_request(replace(SERVED, integration_ms=None))]


def test_by_api_by_stage_and_by_route_where_asked() -> None:
    by_stage = [{"ApiId": "api"}, {"ApiId": "api", "Stage": "$default"}]
    assert dimensions_of(SERVED) == by_stage
    detailed = {"ApiId": "api", "Stage": "$default", "Method": "GET", "Resource": "/pets/{id}"}
    assert dimensions_of(replace(SERVED, route="GET /pets/{id}")) == [*by_stage, detailed]


@pytest.mark.parametrize(
    ("stage", "detailed"),
    [
        ({"DefaultRouteSettings": {"DetailedMetricsEnabled": False}}, False),
        ({"DefaultRouteSettings": {"DetailedMetricsEnabled": True}, "RouteSettings": {}}, True),
        (
            {
                "DefaultRouteSettings": {"DetailedMetricsEnabled": False},
                "RouteSettings": {"GET /": {"DetailedMetricsEnabled": True}},
            },
            True,
        ),
    ],
)
def test_a_route_s_own_setting_comes_first(stage: dict[str, object], detailed: bool) -> None:
    assert is_detailed(stage, "GET /") is detailed
