"""What the emulator measures of itself is written soon, together, and not forgotten by whoever asks for quiet."""

from collections.abc import Iterator
from datetime import UTC, datetime
from queue import Queue
from threading import Event
from typing import Any

import pytest

from emulator.activity import tickets
from emulator.clock import clock_of
from emulator.cloudwatch.metric_database import together
from emulator.cloudwatch.own_metrics import OwnMetrics, rows_of

ACCOUNT, REGION = "910000000001", "ap-south-1"
AT_S = 1_700_000_000
WITHIN_S = 10.0

Rows = list[tuple[Any, ...]]


def datum(name: str, **dimensions: str) -> dict[str, Any]:
    return {
        "MetricName": name,
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
        "Timestamp": datetime.fromtimestamp(AT_S, UTC),
        "Value": 1,
    }


@pytest.fixture
def stepped() -> Iterator[None]:
    clock = clock_of(ACCOUNT)
    clock.step()
    yield
    clock.run()


def busy(kind: str = "metrics") -> bool:
    return kind in tickets.running(ACCOUNT)[0]


def test_a_datum_is_a_row_at_its_time_with_dimensions_by_name() -> None:
    found = list(rows_of(ACCOUNT, REGION, "AWS/SQS", [datum("NumberOfMessagesSent", Z="z", A="a"), datum("Bare")]))
    assert found == [
        (ACCOUNT, REGION, "NumberOfMessagesSent", "AWS/SQS", AT_S, "A=a\tZ=z\t", None, 1),
        (ACCOUNT, REGION, "Bare", "AWS/SQS", AT_S, None, None, 1),
    ]


def test_depths_of_queues_are_left_to_the_stepped_clock(stepped: None) -> None:
    data = [datum("ApproximateNumberOfMessagesVisible"), datum("NumberOfMessagesSent")]
    assert [row[2] for row in rows_of(ACCOUNT, REGION, "AWS/SQS", data)] == ["NumberOfMessagesSent"]


def test_the_account_is_busy_until_its_data_are_written() -> None:
    begun, go_on, written = Event(), Event(), Queue[Rows]()

    def write(rows: Rows) -> None:
        begun.set()
        assert go_on.wait(WITHIN_S)
        written.put(rows)

    OwnMetrics(write).put(ACCOUNT, REGION, "AWS/Lambda", [datum("Invocations")])
    assert begun.wait(WITHIN_S)
    assert busy()
    go_on.set()
    assert [row[2] for row in written.get(timeout=WITHIN_S)] == ["Invocations"]
    assert eventually_quiet()


def test_an_empty_receive_is_written_and_makes_nobody_busy() -> None:
    written, go_on = Queue[Rows](), Event()

    def write(rows: Rows) -> None:
        written.put(rows)
        assert go_on.wait(WITHIN_S)

    OwnMetrics(write).put(ACCOUNT, REGION, "AWS/SQS", [datum("NumberOfEmptyReceives")])
    assert len(written.get(timeout=WITHIN_S)) == 1
    assert not busy()
    go_on.set()


def test_what_comes_while_others_are_written_goes_together() -> None:
    begun, go_on, written = Event(), Event(), Queue[Rows]()

    def write(rows: Rows) -> None:
        begun.set()
        assert go_on.wait(WITHIN_S)
        written.put(rows)

    metrics = OwnMetrics(write)
    metrics.put(ACCOUNT, REGION, "AWS/Lambda", [datum("Invocations")])
    assert begun.wait(WITHIN_S)
    for _ in range(5):
        metrics.put(ACCOUNT, REGION, "AWS/Lambda", [datum("Errors")])
    go_on.set()
    assert [len(written.get(timeout=WITHIN_S)) for _ in range(2)] == [1, 5]


def test_data_that_can_not_be_written_hold_up_no_others() -> None:
    written = Queue[Rows]()

    def write(rows: Rows) -> None:
        written.put(rows)
        raise OSError("the disk is full")

    metrics = OwnMetrics(write)
    for name in ("Invocations", "Errors"):
        metrics.put(ACCOUNT, REGION, "AWS/Lambda", [datum(name)])
        assert written.get(timeout=WITHIN_S)[0][2] == name
    assert eventually_quiet()


def eventually_quiet() -> bool:
    """True once no metric is on its way; False after a while."""
    look = Event()
    return any(not busy() or look.wait(0.01) for _ in range(int(WITHIN_S / 0.01)))


def test_measures_are_written_by_each_set_of_dimensions() -> None:
    written = Queue[Rows]()
    measures = [("Duration", 1.5, "Milliseconds"), ("Errors", 0.0, "Count")]
    OwnMetrics(written.put).measure(ACCOUNT, REGION, "AWS/Lambda", measures, [{}, {"B": "b", "A": "a"}])
    rows = written.get(timeout=WITHIN_S)
    assert [(row[2], row[5], row[6], row[7]) for row in rows] == [
        ("Duration", None, "Milliseconds", 1.5),
        ("Duration", "A=a\tB=b\t", "Milliseconds", 1.5),
        ("Errors", None, "Count", 0.0),
        ("Errors", "A=a\tB=b\t", "Count", 0.0),
    ]
    assert eventually_quiet()


def test_counts_of_one_second_are_one_set_of_statistics() -> None:
    def row(name: str, value: float, unit: str | None = "Count", second: int = AT_S) -> tuple[Any, ...]:
        return ACCOUNT, REGION, name, "AWS/Lambda", second, None, unit, value

    alone, timed, bare = row("Errors", 1, second=AT_S + 1), row("Duration", 3, "Milliseconds"), row("Old", 1, None)
    values, sets = together([row("Errors", 0), row("Errors", 1), row("Errors", 1), alone, timed, timed, bare])
    assert values == [timed, timed, bare, alone]
    assert sets == [(*row("Errors", 0)[:7], 3, 2, 0, 1)]
