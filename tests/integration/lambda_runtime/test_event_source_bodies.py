"""A function gets the bodies of messages as they were sent.

Developer guide, "Control which events Lambda sends to your function": a filter chooses records, it doesn't change them.
"""

import json
from typing import Any

import pytest

from bootstrap.clients import Clients
from tests.integration.lambda_runtime.functions import Deploy, wait_until

TELLS = (
    "import hashlib\n\n\n"
    "def handler(event, context):\n"
    "    for record in event['Records']:\n"
    "        fits = record['md5OfBody'] == hashlib.md5(record['body'].encode()).hexdigest()\n"
    "        print('GOT', fits, ascii(record['body']))\n"
)
BODIES = (
    '{"k":"a","n":1.50}', '{"k":"a","k2":"\\u00fc"}', '{"k":"a","k2":"ü😀"}',
    '{"k":"a","big":12345678901234567890123,"e":1e400}', '{"k":"b","k":"a"}', ' {"k":"a"}\n',
    '{"k":"a","f":0.1000000000000000055511151231257827}',
)  # fmt: skip
FILTERS: dict[str, Any] = {
    "none": {},
    "on the body": {"body": {"k": ["a"]}},
    "on an attribute": {"attributes": {"ApproximateReceiveCount": ["1"]}},
}


@pytest.mark.parametrize("pattern", FILTERS.values(), ids=list(FILTERS))
def test_bodies_arrive_as_they_were_sent(pattern: Any, clients: Clients, deploy: Deploy) -> None:
    function = deploy(TELLS)
    url = clients.sqs.create_queue(QueueName="bodies")["QueueUrl"]
    criteria: Any = {"FilterCriteria": {"Filters": [{"Pattern": json.dumps(pattern)}]}} if pattern else {}
    clients.lambda_.create_event_source_mapping(
        EventSourceArn=f"arn:aws:sqs:us-east-1:{clients.account_id}:bodies", FunctionName=function.name, **criteria
    )
    for body in BODIES:
        clients.sqs.send_message(QueueUrl=url, MessageBody=body)

    def got() -> list[str]:
        return sorted(text.strip() for _, text in function.log() if text.startswith("GOT"))

    wait_until(lambda: len(got()) == len(BODIES), "every message")
    assert got() == sorted(f"GOT True {body!a}" for body in BODIES)
