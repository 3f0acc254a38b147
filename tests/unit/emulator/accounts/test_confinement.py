"""What a request of a function names beyond its account."""

import pytest

from emulator.accounts.confinement import other_account

OWN, OTHER = "111122223333", "444455556666"


@pytest.mark.parametrize(
    "asked",
    [
        {"QueueUrl": f"http://127.0.0.1:4566/queue/us-east-1/{OTHER}/name"},
        {"QueueUrl": f"https://sqs.us-east-1.amazonaws.com/{OTHER}/name"},
        {"Entries": [{"Detail": {"TopicArn": f"arn:aws:sns:us-east-1:{OTHER}:t"}}]},
        {"PolicyDocument": '{"Resource": "arn:aws:iam::444455556666:role/any"}'},
        {f"arn:aws:sns:us-east-1:{OTHER}:t": 1},
    ],
)
def test_another_account_is_found(asked: object) -> None:
    assert other_account(asked, OWN) == OTHER


@pytest.mark.parametrize(
    "asked",
    [
        {
            "QueueUrl": f"http://127.0.0.1:4566/queue/us-east-1/{OWN}/name",
            "Count": 3,
            "Body": b"bytes",
            "Nothing": None,
        },
        {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        {"Bucket": "b", "Key": f"{OTHER}/file.txt"},
    ],
)
def test_one_s_own_is_not(asked: object) -> None:
    assert other_account(asked, OWN) == ""
