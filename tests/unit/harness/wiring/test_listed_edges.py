"""What listings tell, as edges have it: a bucket's rules, an API's integrations."""

import pytest

from harness.wiring.integrations import integrated
from harness.wiring.model import Node
from harness.wiring.services.buckets import notified

BUCKET = Node("s3", "pictures")


def test_rules_about_the_same_keys_to_one_place_are_one_edge() -> None:
    topic = "arn:aws:sns:us-east-1:000000000000:t"
    filtered = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}, {"Name": "suffix", "Value": ".png"}]}}
    found = {
        "TopicConfigurations": [
            {"Id": "1", "TopicArn": topic, "Events": ["s3:ObjectCreated:*"]},
            {"Id": "2", "TopicArn": topic, "Events": ["s3:ObjectRemoved:*"]},
            {"Id": "3", "TopicArn": topic, "Events": ["s3:ObjectCreated:*"], "Filter": filtered},
        ]
    }
    whole, narrow = notified(BUCKET, found)
    assert (whole.name, whole.settings["Ids"]) == ("s3 pictures -> sns t", ["1", "2"])
    assert whole.settings["Events"] == ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    assert (narrow.name, narrow.settings["Ids"]) == ("s3 pictures/in/*.png -> sns t", ["3"])


@pytest.mark.parametrize(
    ("uri", "node"),
    [
        ("arn:aws:lambda:us-east-1:000000000000:function:f", Node("lambda", "f")),
        (
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
            "arn:aws:lambda:us-east-1:000000000000:function:f/invocations",
            Node("lambda", "f"),
        ),
        ("https://example.org/orders", Node("endpoint", "https://example.org/orders")),
    ],
)
def test_an_integration_leads_to_a_function_however_it_is_written(uri: str, node: Node) -> None:
    assert integrated(uri) == node
