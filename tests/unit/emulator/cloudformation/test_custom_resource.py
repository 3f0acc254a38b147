"""The protocol of custom resources."""

import json
from dataclasses import replace
from typing import Any

import pytest

from emulator.cloudformation.custom_resource import (
    Answered,
    Asked,
    CustomResourceError,
    answer_to,
    no_answer,
    timeout_s,
)

ASKED = Asked("Create", "r-1", "arn:stack", "Thing", "Custom::Thing", "http://there", {"ServiceToken": "arn:f", "N": 1})


def body(**changes: Any) -> bytes:
    answer = {
        "Status": "SUCCESS", "StackId": "arn:stack", "RequestId": "r-1", "LogicalResourceId": "Thing",
        "PhysicalResourceId": "p",
    }  # fmt: skip
    return json.dumps({**answer, **changes}).encode()


def test_the_event_of_the_function() -> None:
    asked = replace(ASKED, properties={"ServiceToken": "arn:f", "N": 1, "Deep": [{"On": True}]})
    assert asked.document() == {
        "RequestType": "Create", "ServiceToken": "arn:f", "ResponseURL": "http://there", "StackId": "arn:stack",
        "RequestId": "r-1", "LogicalResourceId": "Thing", "ResourceType": "Custom::Thing",
        "ResourceProperties": {"ServiceToken": "arn:f", "N": "1", "Deep": [{"On": "true"}]},
    }  # fmt: skip
    update = replace(asked, request_type="Update", physical_id="p", old_properties={"N": 0}).document()
    assert (update["PhysicalResourceId"], update["OldResourceProperties"]) == ("p", {"N": "0"})


def test_an_answer() -> None:
    assert answer_to(ASKED, body(Data={"A": "b"})) == Answered("p", {"A": "b"})
    again = replace(ASKED, request_type="Delete", physical_id="old")
    assert answer_to(again, body(PhysicalResourceId=None)).physical_id == "old"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            body(Status="FAILED", Reason="no"),
            "[FAILED] from custom resource. Message returned: no",
        ),
        (b"text", "not JSON"),
        (body(Status="OK"), "Status is neither SUCCESS nor FAILED"),
        (body(RequestId="other"), "Value at 'RequestId' is not the request's"),
        (body(PhysicalResourceId=None), "doesn't contain PhysicalResourceId"),
        (body(Data=["x"]), "doesn't contain attributes as an object"),
        (body(Data={"A": "x" * 5000}), "Response object is too long"),
    ],
)
def test_answers_that_fail(sent: bytes, said: str) -> None:
    with pytest.raises(CustomResourceError) as failed:
        answer_to(ASKED, sent)
    assert said in str(failed.value)


def test_a_failure_may_name_what_it_made() -> None:
    with pytest.raises(CustomResourceError) as failed:
        answer_to(ASKED, body(Status="FAILED"))
    assert failed.value.physical_id == "p"


def test_time_outs() -> None:
    assert (timeout_s({}), timeout_s({"ServiceTimeout": "5"})) == (3600, 5)
    for wrong in (0, 3601, "soon"):
        with pytest.raises(CustomResourceError, match="ServiceTimeout must be a number"):
            timeout_s({"ServiceTimeout": wrong})
    assert "within 5 seconds" in no_answer(ASKED, 5)
