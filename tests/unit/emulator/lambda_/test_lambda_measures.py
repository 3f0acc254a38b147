"""What Lambda measures of invocations, and by what."""

import pytest

from emulator.lambda_.measures import Concurrency, Invoked, dimensions_of, iterator_age, of_invocation

ARN = "arn:aws:lambda:us-east-1:000000000000:function:f"
LOG = "START RequestId: a Version: 1\nREPORT RequestId: a\tDuration: 12.34 ms\tBilled Duration: 13 ms"


def test_a_duration_is_the_one_reported() -> None:
    measured = {name: (value, unit) for name, value, unit in of_invocation(Invoked(2, True, LOG, 99.0))}
    assert measured == {
        "Invocations": (1, "Count"),
        "Errors": (1, "Count"),
        "Throttles": (0, "Count"),
        "Duration": (12.34, "Milliseconds"),
        "ConcurrentExecutions": (2, "Count"),
    }


def test_without_a_report_it_is_what_passed() -> None:
    assert ("Duration", 99.0, "Milliseconds") in of_invocation(Invoked(1, False, "", 99.0))


@pytest.mark.parametrize(
    ("arn", "resource"), [(ARN, "f"), (f"{ARN}:$LATEST", "f"), (f"{ARN}:7", "f:7"), (f"{ARN}:live", "f:live")]
)
def test_by_function_by_version_and_for_all(arn: str, resource: str) -> None:
    assert dimensions_of("f", arn) == [{}, {"FunctionName": "f"}, {"FunctionName": "f", "Resource": resource}]


@pytest.mark.parametrize(("age_s", "milliseconds"), [(1.5, 1500), (0, 0), (-0.2, 0)])
def test_the_age_of_a_batch_of_a_stream(age_s: float, milliseconds: float) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html: IteratorAge. Clocks may differ."""
    assert iterator_age(age_s) == [("IteratorAge", milliseconds, "Milliseconds")]


def test_what_is_under_way_is_counted_by_function() -> None:
    concurrency = Concurrency()
    assert [concurrency.enter("f"), concurrency.enter("f"), concurrency.enter("g")] == [1, 2, 1]
    concurrency.leave("f")
    assert concurrency.enter("f") == 2
