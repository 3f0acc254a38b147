"""What the emulator sends to an address that somebody named reaches no internal route, whichever service sends it."""

import json
from collections.abc import Callable
from typing import Any, Literal

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from tests.integration.gateway.test_gateway_guard import send
from tests.integration.lambda_runtime.functions import wait_until

ADVANCE = json.dumps({"by_s": 600})


def rest_api(kind: Literal["HTTP", "HTTP_PROXY"]) -> Callable[[Clients, Endpoint, str], None]:
    """An integration of that type."""

    def ask(clients: Clients, endpoint: Endpoint, url: str) -> None:
        apis = clients.apigateway
        api = apis.create_rest_api(name="deputy")["id"]
        where: dict[str, Any] = {"restApiId": api, "resourceId": apis.get_resources(restApiId=api)["items"][0]["id"]}
        where["httpMethod"] = "POST"
        apis.put_method(**where, authorizationType="NONE")
        apis.put_method_response(**where, statusCode="200")
        apis.put_integration(**where, type=kind, integrationHttpMethod="POST", uri=url)
        apis.put_integration_response(**where, statusCode="200")
        apis.create_deployment(restApiId=api, stageName="s")
        path = f"/_aws/execute-api/{api}/s/"
        answer = send(endpoint, "POST", path, ADVANCE, Content_Type="application/json")
        assert "internal routes are not for functions" in answer.body, answer

    return ask


def api_destination(clients: Clients, endpoint: Endpoint, url: str) -> None:
    """A rule's target; EventBridge has sent it when `put_events` answers."""
    events = clients.session.client("events", endpoint_url=endpoint.url, config=clients.config)
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "x", "ApiKeyValue": "y"}}
    made = events.create_connection(Name="deputy", AuthorizationType="API_KEY", AuthParameters=key)  # type: ignore[arg-type]
    named = events.create_api_destination(
        Name="deputy", ConnectionArn=made["ConnectionArn"], InvocationEndpoint=url, HttpMethod="POST"
    )
    events.put_rule(Name="deputy", EventPattern='{"source": ["a"]}')
    target = {
        "Id": "1",
        "Arn": named["ApiDestinationArn"],
        "Input": ADVANCE,
        "RoleArn": "arn:aws:iam::000000000000:role/r",
    }
    events.put_targets(Rule="deputy", Targets=[target])  # type: ignore[list-item]
    events.put_events(Entries=[{"Source": "a", "DetailType": "d", "Detail": "{}"}])


def subscription(clients: Clients, endpoint: Endpoint, url: str) -> None:
    """A topic's, whose message ends in the dead-letter queue when it was refused."""
    queue = clients.sqs.create_queue(QueueName="refused")["QueueUrl"]
    arn = clients.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = clients.sns.create_topic(Name="deputy")["TopicArn"]
    settings = {"RawMessageDelivery": "true", "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn})}
    made = clients.sns.subscribe(
        TopicArn=topic, Protocol="http", Endpoint=url, Attributes=settings, ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    token = json.loads(send(endpoint, "GET", f"/_aws/sns/subscription-tokens/{made}").body)["subscription_token"]
    clients.sns.confirm_subscription(TopicArn=topic, Token=token)
    clients.sns.publish(TopicArn=topic, Message=ADVANCE)
    wait_until(lambda: clients.sqs.receive_message(QueueUrl=queue).get("Messages"), "the refused message")


DEPUTIES = {
    "an HTTP integration": rest_api("HTTP"),
    "an HTTP proxy integration": rest_api("HTTP_PROXY"),
    "an API destination": api_destination,
    "an HTTP subscription": subscription,
}


@pytest.mark.parametrize("deputy", DEPUTIES.values(), ids=DEPUTIES.keys())
def test_the_emulator_is_nobody_s_deputy(
    clients: Clients, endpoint: Endpoint, deputy: Callable[[Clients, Endpoint, str], None]
) -> None:
    clock = f"/_harness/clock?account={clients.account_id}"
    assert send(endpoint, "PUT", clock, json.dumps({"mode": "stepped"})).status == 200
    before = json.loads(send(endpoint, "GET", clock).body)
    deputy(clients, endpoint, f"{endpoint.url}/_harness/clock/advance?account={clients.account_id}")
    assert json.loads(send(endpoint, "GET", clock).body) == before
