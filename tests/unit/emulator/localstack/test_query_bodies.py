"""Forms of the query protocol are read as LocalStack reads them, whichever shape they have."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from localstack.aws.protocol.parser import QueryRequestParser, RequestParserError
from localstack.aws.spec import load_service
from rolo.request import Request

from emulator.localstack.gateway.query_bodies import FORM, LONGEST_BODY, Unfit, parse, tree_of

ORIGINAL = QueryRequestParser.parse
FORMS: list[tuple[str, str, dict[str, str]]] = [
    ("sns", "Publish", {"TopicArn": "arn", "Message": "ü & ="}),
    ("sns", "Publish", {"Message": "", "Unheard": "x", "Message.Part": "y"}),
    ("sns", "Publish", {"Message": "m", "MessageAttributes": ""}),
    (
        "sns",
        "Publish",
        {
            "Message": "m",
            "MessageAttributes.entry.1.Name": "a",
            "MessageAttributes.entry.1.Value.DataType": "Binary",
            "MessageAttributes.entry.1.Value.BinaryValue": "aGk=",
            "MessageAttributes.entry.2.Name": "half",
            "MessageAttributes.entry.3.Name": "c",
            "MessageAttributes.entry.3.Value.DataType": "String",
        },
    ),
    (
        "sns",
        "Publish",
        {"Message": "m", "MessageAttributes.entry.1.Name": "a", "MessageAttributes.entry.1.Value.BinaryValue": "no!"},
    ),
    ("sns", "CreateTopic", {"Name": "t", "Attributes.entry.1.key": "k", "Attributes.entry.1.value": "v"}),
    ("sns", "CreateTopic", {"Name": "t", "Attributes.entry.1": "k"}),
    ("sns", "CreateTopic", {"Name": "t", "Tags.member.1.Key": "k", "Tags.member.3.Key": "never"}),
    ("sns", "PublishBatch", {"TopicArn": "a", "PublishBatchRequestEntries.member.1.Id": "1"}),
    ("cloudwatch", "PutMetricData", {}),
    ("cloudwatch", "PutMetricData", {"Namespace": "n", "MetricData.member.1.Value": "1.5"}),
    ("cloudwatch", "PutMetricData", {"Namespace": "n", "MetricData.member.1.Value": "none"}),
    (
        "cloudwatch",
        "PutMetricData",
        {
            "Namespace": "n",
            "MetricData.member.1.MetricName": "m",
            "MetricData.member.1.Timestamp": "2026-11-30T04:00:00Z",
            "MetricData.member.1.Values.member.1": "1",
            "MetricData.member.1.Values.member.2": "2",
            "MetricData.member.1.StatisticValues.SampleCount": "3",
            "MetricData.member.2.MetricName": "n",
            "MetricData.member.2.StorageResolution": "1",
        },
    ),
    (
        "cloudwatch",
        "GetMetricData",
        {
            "StartTime": "2026-11-30T04:00:00Z",
            "EndTime": "2026-11-30T05:00:00+01:00",
            "MetricDataQueries.member.1.Id": "q",
            "MetricDataQueries.member.1.ReturnData": "False",
            "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name": "d",
        },
    ),
    ("cloudwatch", "PutMetricAlarm", {"AlarmName": "a", "ActionsEnabled": "perhaps"}),
    ("sts", "GetCallerIdentity", {}),
    ("sts", "AssumeRole", {"RoleArn": "r", "DurationSeconds": "900", "TransitiveTagKeys.member.1": "k"}),
    ("iam", "CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "Tags.member.1.Key": "a"}),
    ("sts", "NoSuchOperation", {}),
]


def request_of(form: bytes, kind: str = FORM, query: str = "") -> Request:
    made = Request("POST", "/", headers={"Content-Type": kind}, body=form, query_string=query)
    made.environ["wsgi.input"] = BytesIO(form)
    return made


def outcome(parser: QueryRequestParser, request: Request) -> Any:
    try:
        return ORIGINAL(parser, request)
    except RequestParserError as error:
        return type(error), str(error)


@pytest.mark.parametrize(("service", "operation", "form"), FORMS)
def test_a_form_is_read_as_localstack_reads_it(service: str, operation: str, form: dict[str, str]) -> None:
    parser = QueryRequestParser(load_service(service, protocol="query"))
    body = urlencode({"Action": operation, "Version": "2010-03-31", **form}).encode()

    def original(_: Any, request: Request) -> Any:
        return outcome(parser, request)

    expected, found = outcome(parser, request_of(body)), parse(original, parser, request_of(body))
    assert found == expected
    assert list(found[1]) == list(expected[1])


@pytest.mark.parametrize(
    "request_",
    [
        request_of(b"Action=GetCallerIdentity", "text/plain"),
        request_of(b"Action=GetCallerIdentity", query="Action=GetSessionToken"),
        request_of(b"Action=GetCallerIdentity&x=" + b"x" * LONGEST_BODY),
        request_of(b"Action=GetCallerIdentity&x=\xff"),
        request_of(b""),
    ],
)
def test_what_is_no_short_form_is_left_to_localstack(request_: Request) -> None:
    parser = QueryRequestParser(load_service("sts", protocol="query"))
    assert parse(lambda *_: "LocalStack's", parser, request_) == "LocalStack's"


def test_a_form_that_was_read_can_be_read_again() -> None:
    parser, request = QueryRequestParser(load_service("sts", protocol="query")), request_of(b"Action=GetCallerIdentity")
    parse(ORIGINAL, parser, request)
    assert request.form["Action"] == "GetCallerIdentity"


def test_of_two_of_one_name_the_first_counts() -> None:
    assert tree_of([("A", "1"), ("A", "2"), ("B.1", "x"), ("B.1", "y")]) == {"A": "1", "B": {"1": "x"}}


@pytest.mark.parametrize("pairs", [[("A", ""), ("A.1", "")], [("A.1", ""), ("A", "")], [("A.1.2", ""), ("A.1", "")]])
def test_a_name_with_a_value_and_members_is_unfit(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(Unfit):
        tree_of(pairs)
