"""What stands in the place of a pattern of resources when the things that were used are named."""

import pytest

from harness.permissions.narrowing import narrowed
from harness.permissions.seen import Asked

TABLE, QUEUE = "arn:aws:dynamodb:us-east-1:000000000000:table/t", "arn:aws:sqs:us-east-1:000000000000:q"
BUCKET, OTHER = "arn:aws:s3:::b", "arn:aws:s3:::c"
JOBS = (f"{BUCKET}/in/1/a.jpg", f"{BUCKET}/in/2/a.jpg")


def asked(*resources: str, count: int = 1) -> list[Asked]:
    return [Asked("f", "a:B", each, count, True, "own", 0, "", "") for each in resources]


@pytest.mark.parametrize(
    ("pattern", "used", "things"),
    [
        ("*", (TABLE, TABLE), (TABLE,)),
        ("*", (TABLE,), ("*",)),
        ("*", (QUEUE, TABLE), (TABLE, QUEUE)),
        ("*", ("*", "*"), ("*",)),
        ("*", JOBS, (f"{BUCKET}/in/*",)),
        ("*", (f"{BUCKET}/1", f"{BUCKET}/2"), (f"{BUCKET}/*",)),
        ("*", (*JOBS, f"{OTHER}/x"), (f"{BUCKET}/in/*", f"{OTHER}/*")),
        ("*", (BUCKET, BUCKET), (BUCKET,)),
        ("*", tuple(f"{TABLE}{each}" for each in range(4)), ("*",)),
        ("arn:aws:s3:::*", JOBS, (f"{BUCKET}/in/*",)),
        ("arn:aws:s3:::*/in/*", JOBS, (f"{BUCKET}/in/*",)),
        (f"{BUCKET}/*", JOBS, (f"{BUCKET}/*",)),
        (f"{BUCKET}/*", (JOBS[0], JOBS[0]), (JOBS[0],)),
        (f"{BUCKET}/*", (JOBS[0],), (f"{BUCKET}/*",)),
        ("arn:aws:dynamodb:us-east-1:000000000000:table/*", (TABLE, TABLE), (TABLE,)),
        ("arn:aws:dynamodb:*:*:table/t", (TABLE, TABLE), (TABLE,)),
        (f"{TABLE}/index/*", (f"{TABLE}/index/a", f"{TABLE}/index/b"), (f"{TABLE}/index/*",)),
        ("arn:aws:sqs:us-east-1:000000000000:*", (QUEUE, QUEUE), (QUEUE,)),
        (TABLE, (TABLE, TABLE), (TABLE,)),
    ],
)
def test_few_things_are_named_and_objects_told_by_their_folder(
    pattern: str, used: tuple[str, ...], things: tuple[str, ...]
) -> None:
    assert narrowed(pattern, asked(*used)) == things


def test_one_thing_that_was_used_again_and_again_is_named() -> None:
    assert narrowed("*", asked(QUEUE, count=2)) == (QUEUE,)
    assert narrowed("*", []) == ("*",)
