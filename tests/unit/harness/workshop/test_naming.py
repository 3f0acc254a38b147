"""Which accounts a request names, however it is written."""

import json

import pytest

from harness.workshop.naming import foreign

MINE, OTHER, NOBODY = "111122223333", "444455556666", "777788889999"
ARN = f"arn:aws:sqs:us-east-1:{OTHER}:queue"


@pytest.mark.parametrize(
    "text",
    [
        ARN,
        f"/queue/us-east-1/{OTHER}/name",
        f"/{OTHER}/name",
        f"https://sqs.us-east-1.amazonaws.com/{OTHER}/name",
        f"Action=SendMessage&QueueUrl=http%3A%2F%2F127.0.0.1%3A4566%2Fqueue%2Fus-east-1%2F{OTHER}%2Fname",
        json.dumps({"Policy": json.dumps({"Resource": ARN})}),
        json.dumps({"Arn": ARN}).replace("4", "\\u0034"),
        json.dumps({"Policy": json.dumps({"Resource": ARN}).replace("5", "\\u0035")}),
        ARN.replace("6", "%2536"),
        ARN.replace("6", "&#54;"),
        json.dumps({"AccountId": OTHER}),
        "arn:aws-cn:iam::444455556666:role/any",
    ],
)
def test_another_account_is_found(text: str) -> None:
    assert foreign([text], MINE, [OTHER]) == OTHER


@pytest.mark.parametrize(
    "text",
    [
        f"arn:aws:sqs:us-east-1:{MINE}:queue",
        f"/queue/us-east-1/{MINE}/name",
        "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole",
        json.dumps({"AccountId": MINE}),
        f"a number that is nobody's: {NOBODY}",
        f"part of another: 9{OTHER} {OTHER}1 a{OTHER}",
        "100%",
    ],
)
def test_one_s_own_and_plain_numbers_are_let_through(text: str) -> None:
    assert foreign([text], MINE, [OTHER]) == ""


def test_an_arn_of_an_account_that_nobody_has_is_another_s_too() -> None:
    assert foreign([f"arn:aws:sns:us-east-1:{NOBODY}:topic"], MINE, [OTHER]) == NOBODY
