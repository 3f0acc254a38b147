"""Parameters in headers, path and query are read as LocalStack reads them; dates go out as they are."""

from functools import partial
from typing import Any
from xml.etree import ElementTree

import pytest
from localstack.aws.protocol.parser import RequestParserError, RestXMLRequestParser, S3RequestParser
from localstack.aws.protocol.serializer import S3ResponseSerializer
from localstack.aws.spec import load_service
from rolo.request import Request
from rolo.response import Response

from emulator.localstack.gateway.located_members import (
    header_value,
    is_http_date,
    parse_structure,
    partition_members,
    process_header_members,
)
from emulator.localstack.server.headers import IndexedHeaders

ORIGINAL = RestXMLRequestParser._parse_structure
KEY = {"Bucket": "b", "Key": "k"}
CASES: list[tuple[str, dict[str, str], list[tuple[str, str]], str]] = [
    ("GetObject", KEY, [], ""),
    ("GetObject", KEY, [("RANGE", "bytes=0-1"), ("If-Modified-Since", "Mon, 30 Nov 2026 04:15:37 GMT")], "partNumber="),
    ("GetObject", KEY, [("If-Modified-Since", "some day")], ""),
    ("GetObject", KEY, [], "versionId=v&response-expires=Mon,%2030%20Nov%202026%2004:15:37%20GMT&versionId=w"),
    ("PutObject", KEY, [("x-amz-meta-a", "1"), ("X-Amz-Meta-B", "2"), ("Cache-Control", "x")], ""),
    ("PutObject", KEY, [("Content-Length", "5"), ("x-amz-server-side-encryption-bucket-key-enabled", "True")], ""),
    (
        "GetObjectAttributes",
        KEY,
        [("x-amz-object-attributes", "ETag, ObjectSize"), ("X-Amz-Object-Attributes", "x")],
        "",
    ),
    (
        "ListObjectsV2",
        {"Bucket": "b"},
        [("x-amz-optional-object-attributes", "RestoreStatus")],
        "max-keys=2&prefix=a%2F",
    ),
    ("ListObjectsV2", {"Bucket": "b"}, [], "max-keys=many"),
    ("CreateMultipartUpload", KEY, [("x-amz-object-lock-retain-until-date", "2026-11-30T04:15:37Z")], "uploads"),
    ("ListBuckets", {}, [], ""),
]


def request_of(headers: list[tuple[str, str]], query: str) -> Request:
    made = Request("GET", "/b/k", query_string=query)
    made.headers = IndexedHeaders(headers)
    return made


@pytest.mark.parametrize(("operation", "path", "headers", "query"), CASES)
def test_a_request_is_read_as_localstack_reads_it(
    operation: str, path: dict[str, str], headers: list[tuple[str, str]], query: str
) -> None:
    parser = S3RequestParser(load_service("s3"))
    shape, node = parser.service.operation_model(operation).input_shape, ElementTree.Element("")

    def read(by: Any, *first: Any) -> Any:
        try:
            return list(by(*first, parser, request_of(headers, query), shape, node, path).items())
        except RequestParserError as error:
            return type(error), str(error)

    assert read(parse_structure, ORIGINAL) == read(ORIGINAL)


def test_a_structure_with_a_body_is_left_to_localstack() -> None:
    parser = S3RequestParser(load_service("s3"))
    node = ElementTree.fromstring("<Tagging><TagSet/></Tagging>")
    shape = parser.service.operation_model("PutObjectTagging").input_shape.members["Tagging"]
    assert parse_structure(ORIGINAL, parser, request_of([], ""), shape, node, {}) == {"TagSet": []}


@pytest.mark.parametrize(
    "text",
    ["Mon, 30 Nov 2026 04:15:37 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 30 Nov 2026 04:15:37 GMT", "2026-11-30"],
)
def test_a_date_goes_out_as_localstack_writes_it(text: str) -> None:
    serializer = S3ResponseSerializer()
    member = load_service("s3").operation_model("GetObject").output_shape.members["LastModified"]
    original = S3ResponseSerializer._serialize_header_value
    assert header_value(original, serializer, member, text) == original(serializer, member, text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Mon, 30 Nov 2026 04:15:37 GMT", True),
        ("Sun, 30 Nov 2026 04:15:37 GMT", False),
        ("Mon, 31 Nov 2026 04:15:37 GMT", False),
        ("Mon, 30 Nov 2026 24:15:37 GMT", False),
        ("Mon, 30 Nov 2026 04:15:37 UTC", False),
        ("Mon, 30 Nov 2026 04:15:37 GMT\n", False),
        ("2026-11-30T04:15:37Z", False),
    ],
)
def test_a_date_is_one_of_http_only_exactly(text: str, is_one: bool) -> None:
    assert is_http_date(text) is is_one


ANSWERS: list[tuple[str, dict[str, Any]]] = [
    (
        "GetObject",
        {"Body": b"x", "ETag": '"e"', "ContentLength": 3, "Metadata": {"b": "2", "a": "1"}, "VersionId": None},
    ),
    ("GetObject", {"LastModified": "Mon, 30 Nov 2026 04:15:37 GMT", "AcceptRanges": "bytes", "DeleteMarker": False}),
    ("PutObject", {"ETag": '"e"', "ServerSideEncryption": "AES256", "BucketKeyEnabled": True, "Unknown": 1}),
    ("ListObjectsV2", {"Name": "b", "KeyCount": 0, "RequestCharged": "requester", "IsTruncated": False}),
    ("DeleteObject", {}),
    ("PutBucketTagging", {"x": 1}),
]


@pytest.mark.parametrize(("operation", "answer"), ANSWERS)
def test_an_answer_is_written_as_localstack_writes_it(operation: str, answer: dict[str, Any]) -> None:
    shape = load_service("s3").operation_model(operation).output_shape

    def written(partition: Any, process: Any) -> Any:
        outside, inside = partition(answer, shape)
        response = Response()
        process(outside, response, shape)
        return list(outside.items()), list(inside.items()), list(response.headers)

    serializer = S3ResponseSerializer()
    partition, process = S3ResponseSerializer._partition_members, S3ResponseSerializer._process_header_members
    theirs = written(partial(partition, serializer), partial(process, serializer))
    assert theirs == written(
        partial(partition_members, partition, serializer), partial(process_header_members, process, serializer)
    )


def test_a_status_that_is_a_member_is_written() -> None:
    shape = load_service("lambda").operation_model("Invoke").output_shape
    response = Response()
    process_header_members(ORIGINAL, S3ResponseSerializer(), {"StatusCode": 202}, response, shape)
    assert response.status_code == 202
