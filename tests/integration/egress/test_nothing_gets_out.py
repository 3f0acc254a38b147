"""The emulator's process reaches nothing outside; what LocalStack would install is refused at once."""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.engines.health import get_json
from harness.run.clock import Deadline

AT_ONCE_S = 1.0
"""The clock is monotonic and the machine may be busy: the fastest of several tries counts."""


def report(endpoint: Endpoint) -> dict[str, Any]:
    found = get_json(endpoint, "/_harness/egress", 10)
    assert found is not None
    return found


def test_nothing_was_tried_since_the_emulator_started(endpoint: Endpoint) -> None:
    assert report(endpoint) == {"total": 0, "refused": []}


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "kinesis": ("create_stream", {"StreamName": "x", "ShardCount": 1}),
    "opensearch": ("create_domain", {"DomainName": "search"}),
    "es": ("create_elasticsearch_domain", {"DomainName": "search"}),
    "transcribe": (
        "start_transcription_job",
        {"TranscriptionJobName": "x", "Media": {"MediaFileUri": "s3://b/k.wav"}, "LanguageCode": "en-GB"},
    ),
}


@pytest.mark.parametrize("service", REFUSED)
def test_what_would_have_to_be_installed_is_refused_at_once(clients: Clients, service: str) -> None:
    operation, parameters = REFUSED[service]
    make: Any = clients.session.client
    client = make(service, endpoint_url=clients.endpoint.url, region_name="us-east-1")
    took_s = []
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(ClientError, match=f"not available here: {service} needs ") as refused:
            getattr(client, operation)(**parameters)
        took_s.append(time.monotonic() - began)

    assert refused.value.response["Error"]["Code"] == "NotAvailableHere"
    assert refused.value.response["ResponseMetadata"]["RetryAttempts"] == 0
    assert min(took_s) < AT_ONCE_S


def test_health_and_the_register_of_divergences_say_so(clients: Clients) -> None:
    kinesis = clients.session.client("kinesis", endpoint_url=clients.endpoint.url, region_name="us-east-1")
    with pytest.raises(ClientError, match="not available here"):
        kinesis.list_streams()

    health = get_json(clients.endpoint, "/_localstack/health", 10) or {}
    touched = get_json(clients.endpoint, f"/_harness/divergences?account={clients.account_id}", 10) or {}
    assert {service for service, state in health["services"].items() if state == "disabled"} == set(REFUSED)
    assert touched["divergences"] == [{"id": "needs-installation", "detail": "kinesis needs kinesis-mock"}]


def test_a_subscription_to_another_machine_is_refused_and_counted(clients: Clients) -> None:
    arn = clients.sns.create_topic(Name="outside")["TopicArn"]
    clients.sns.subscribe(TopicArn=arn, Protocol="http", Endpoint="http://192.0.2.1/", ReturnSubscriptionArn=True)

    def counted() -> bool:
        return any(attempt["target"] == "192.0.2.1:80" for attempt in report(clients.endpoint)["refused"])

    deadline = Deadline.after(20)
    while not counted():
        assert not deadline.passed
        deadline.nap(0.05)
