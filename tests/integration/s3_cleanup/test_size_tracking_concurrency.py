"""The size-tracking function's core on the emulator's DynamoDB: many writers, and the unit tests' fake beside it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from random import Random
from threading import Event
from typing import Any

import pytest

from bootstrap.clients import Clients
from s3_events.change import padded
from size_ledger.ledger import Ledger
from size_ledger.tracking import Tracking
from size_ledger.transaction import Tables
from size_tables.conflicts import Attempts
from size_tables.history import read_history
from size_tables.memory import EVENT_INDEX, Memory
from size_tables.objects import SIZE_INDEX, State, read_state
from tests.unit.lambdas.s3_cleanup.fake_dynamodb import FakeDynamoDB
from tests.unit.lambdas.s3_cleanup.lines import Lines
from tests.unit.lambdas.s3_cleanup.notifications import BUCKET, created, message, removed
from tests.unit.lambdas.s3_cleanup.test_size_tracking import STORIES

WRITERS = 8
KEYS = 6
CHANGES = 60
TABLES = Tables("ObjectTable", "HistoryTable")

Record = dict[str, Any]


@pytest.fixture
def tables(clients: Clients) -> Iterator[Clients]:
    """The two tables, empty."""
    dynamodb: Any = clients.dynamodb
    make_table(dynamodb, TABLES.objects, ["object_name"], "Global", SIZE_INDEX, ["bucket_name", "size"])
    history_index = ["bucket_name", "object_event"]
    make_table(dynamodb, TABLES.history, ["bucket_name", "event_key"], "Local", EVENT_INDEX, history_index)
    yield clients
    for name in (TABLES.objects, TABLES.history):
        dynamodb.delete_table(TableName=name)


def make_table(dynamodb: Any, name: str, key: list[str], kind: str, index: str, index_key: list[str]) -> None:
    """A table with one index; `size` is the only attribute that is a number."""
    dynamodb.create_table(
        TableName=name,
        KeySchema=schema(key),
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": "N" if attribute == "size" else "S"}
            for attribute in sorted({*key, *index_key})
        ],
        BillingMode="PAY_PER_REQUEST",
        **{
            f"{kind}SecondaryIndexes": [
                {"IndexName": index, "KeySchema": schema(index_key), "Projection": {"ProjectionType": "ALL"}}
            ]
        },
    )


def schema(names: list[str]) -> list[dict[str, str]]:
    """A key schema: partition, then sort."""
    return [{"AttributeName": name, "KeyType": role} for name, role in zip(names, ("HASH", "RANGE"), strict=False)]


def pause(seconds: float) -> None:
    """Let other writers go on."""
    Event().wait(seconds)


def tracking(dynamodb: Any, lines: Lines, seed: int = 0) -> Tracking:
    """A worker of its own."""
    return Tracking(Ledger(dynamodb, TABLES, BUCKET, Attempts(pause, Random(seed))), lines)


def changes(random: Random) -> tuple[list[Record], dict[str, int]]:
    """Changes of a few objects in the order they happen, and the objects with their sizes at the end."""
    records: list[Record] = []
    objects: dict[str, int] = {}
    for number in range(CHANGES):
        key, sequencer = f"object {random.randrange(KEYS)}.txt", f"{number:016X}"
        if key in objects and random.randrange(3) == 0:
            del objects[key]
            records.append(removed(key, sequencer))
        else:
            objects[key] = random.randrange(1, 1000)
            records.append(created(key, objects[key], sequencer))
    return records, objects


def test_many_writers_converge_to_the_truth(tables: Clients) -> None:
    random = Random(20260102)
    records, objects = changes(random)
    delivered = records + random.sample(records, CHANGES // 2)
    random.shuffle(delivered)
    lines = Lines()

    def work(number: int) -> list[Any]:
        worker = tracking(tables.dynamodb, lines, number)
        mine = [message(record, message_id=f"m-{number}-{at}") for at, record in enumerate(delivered[number::WRITERS])]
        return [worker.consume({"Records": [each]})["batchItemFailures"] for each in mine]

    with ThreadPoolExecutor(WRITERS) as threads:
        failures = [failure for each in threads.map(work, range(WRITERS)) for batch in each for failure in batch]
    assert failures == []

    history = read_history(tables.dynamodb, TABLES.history, BUCKET)
    assert sorted(record.event_key.rpartition("#")[2] for record in history) == [
        padded(f"{number:016X}") for number in range(CHANGES)
    ]
    assert [record.total_size for record in history] == list(accumulate(record.size_delta for record in history))
    assert min(record.total_size for record in history) >= 0
    assert read_state(tables.dynamodb, TABLES.objects) == State(sum(objects.values()), CHANGES)
    assert largest_first(tables) == sorted(objects.values(), reverse=True)
    assert sorted(line["total_size"] for line in lines.of("change_applied")) == sorted(r.total_size for r in history)


def largest_first(tables: Clients) -> list[int]:
    """The sizes that the index of current objects lists."""
    answer = tables.dynamodb.query(
        TableName=TABLES.objects,
        IndexName=SIZE_INDEX,
        KeyConditionExpression="bucket_name = :bucket",
        ExpressionAttributeValues={":bucket": {"S": BUCKET}},
        ScanIndexForward=False,
    )
    return [int(item["size"]["N"]) for item in answer["Items"]]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.replace(" ", "-"))
def test_the_unit_tests_fake_answers_like_the_emulator(tables: Clients, story: str) -> None:
    fake: Any = FakeDynamoDB()
    records, _, _ = STORIES[story]
    told = {}
    for dynamodb in (fake, tables.dynamodb):
        lines = Lines()
        for record in records:
            assert tracking(dynamodb, lines).consume({"Records": [message(record)]}) == {"batchItemFailures": []}
        memory = Memory(dynamodb, TABLES.history, BUCKET)
        told[dynamodb] = (
            lines.all,
            [memory.first_from("a", padded(sequencer)) for sequencer in ("01", "02", "03", "04")],
            [memory.size_before("a", padded(sequencer)) for sequencer in ("01", "02", "03", "04")],
        )
    assert told[fake] == told[tables.dynamodb]
    for name in (TABLES.objects, TABLES.history):
        scanned = tables.dynamodb.scan(TableName=name)["Items"]
        assert sorted(scanned, key=str) == sorted(fake.items(name), key=str)
