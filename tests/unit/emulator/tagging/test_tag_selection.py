"""Searches by tags: filters, types, and pages."""

from typing import Any

import pytest

from emulator.tagging.selection import Tagged, TokenError, page, selected, with_tags

QUEUE = Tagged("arn:aws:sqs:us-east-1:000000000000:q", {"project": "a", "stage": "test"})
BUCKET = Tagged("arn:aws:s3:::b", {"project": "a", "stage": "live"})
FUNCTION = Tagged("arn:aws:lambda:us-east-1:000000000000:function:f", {"project": "b"})
REST_API = Tagged("arn:aws:apigateway:us-east-1::/restapis/1", {"project": "b"})
UNTAGGED = Tagged("arn:aws:sqs:us-east-1:000000000000:plain")
ALL = [UNTAGGED, QUEUE, FUNCTION, BUCKET, REST_API]


def tag(key: str, *values: str) -> dict[str, Any]:
    return {"Key": key, "Values": list(values)}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {QUEUE.arn, BUCKET.arn, FUNCTION.arn, REST_API.arn}),
        ({"tag_filters": [tag("project", "a")]}, {QUEUE.arn, BUCKET.arn}),
        ({"tag_filters": [tag("project", "a", "b")]}, {QUEUE.arn, BUCKET.arn, FUNCTION.arn, REST_API.arn}),
        ({"tag_filters": [tag("project", "a"), tag("stage", "live")]}, {BUCKET.arn}),
        ({"tag_filters": [tag("stage")]}, {QUEUE.arn, BUCKET.arn}),
        ({"tag_filters": [{"Key": "stage"}]}, {QUEUE.arn, BUCKET.arn}),
        ({"tag_filters": [tag("none")]}, set()),
        ({"type_filters": ["s3"]}, {BUCKET.arn}),
        ({"type_filters": ["s3:bucket", "lambda:function"]}, {BUCKET.arn, FUNCTION.arn}),
        ({"type_filters": ["apigateway:restapis"]}, {REST_API.arn}),
        ({"type_filters": ["lambda:layer"]}, set()),
        ({"arns": [QUEUE.arn, UNTAGGED.arn]}, {QUEUE.arn}),
    ],
)
def test_what_is_found(asked: dict[str, Any], found: set[str]) -> None:
    assert {each.arn for each in selected(ALL, **asked)} == found


def test_pages_follow_one_another_and_none_is_lost_when_what_a_token_names_is_gone() -> None:
    items = ["a", "b", "c", "d", "e"]
    first, token = page(items, None, 2)
    assert first == ["a", "b"]
    assert page(["a", "c", "d", "e"], token, 2)[0] == ["c", "d"]
    second, token = page(items, token, 2)
    assert page(items, token, 2) == (["e"], "")
    assert second == ["c", "d"]
    assert page([], None, 2) == ([], "")


def test_a_token_that_is_none() -> None:
    with pytest.raises(TokenError):
        page(["a"], "ä", 1)


def test_a_mapping_is_as_the_reference_has_it() -> None:
    assert FUNCTION.mapping() == {"ResourceARN": FUNCTION.arn, "Tags": [{"Key": "project", "Value": "b"}]}


@pytest.mark.parametrize(("most", "resources"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 3), (100, 4)])
def test_a_page_has_so_many_tags_and_splits_no_resource(most: int, resources: int) -> None:
    """GetResources in the API reference, TagsPerPage."""
    assert with_tags([QUEUE, BUCKET, FUNCTION, REST_API], most) == resources
    assert with_tags([], most) == 1
