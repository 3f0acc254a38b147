"""What REST APIs measure of requests, and by what."""

import pytest

from emulator.apigateway.measures import dimensions_of, of_request


@pytest.mark.parametrize(("status", "refused", "failed"), [(200, 0, 0), (403, 1, 0), (502, 0, 1)])
def test_each_request_counts_with_its_kind_of_error(status: int, refused: int, failed: int) -> None:
    measured = {name: value for name, value, _ in of_request(status, 12.4, 9.6)}
    assert measured == {"Count": 1, "4XXError": refused, "5XXError": failed, "Latency": 12, "IntegrationLatency": 10}


def test_what_reached_no_integration_has_no_latency_of_one() -> None:
    assert "IntegrationLatency" not in [name for name, _, _ in of_request(403, 1.0, None)]


def test_by_api_and_by_stage() -> None:
    assert dimensions_of("pets", "dev") == [{"ApiName": "pets"}, {"ApiName": "pets", "Stage": "dev"}]
