"""Taking down from any state on the emulator, proved by inventories: half made, at work, left by a killed process."""

import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bootstrap.apply import Applied, ApplyError, apply
from bootstrap.audit import inventory
from bootstrap.bucket_contents import BATCH
from bootstrap.clients import Clients
from bootstrap.context import ApplyContext
from bootstrap.model.content import Inline
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.packaging.archive import Package
from bootstrap.packaging.layers import Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.plan import Action
from bootstrap.polling import until
from bootstrap.registry import handlers
from bootstrap.resources.bucket import Bucket, BucketHandler
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.layer import Staging
from bootstrap.resources.rest_api import RestApi
from bootstrap.stacks import RUNTIME, STACKS, StackOptions
from bootstrap.survey import plan
from bootstrap.teardown import teardown
from harness.home import Home
from harness.probes.emulator import Emulator

CACHE = Home.default().cache
UPLOADS = 60
LONG_S = 6
SLOW = f"""
import time

def handler(event, context):
    print("begun")
    time.sleep({LONG_S - 2})  # it is at work, nearly to its time-out, when it is torn down
    print("done")
"""
BUCKET = "assignment4-test-bucket"


@pytest.fixture
def stack(clients: Clients) -> Iterator[Stack]:
    """The S3 cleanup stack in the test's own account; taken down whatever the test leaves."""
    made = STACKS["s3-cleanup"](StackOptions(account_id=clients.account_id))
    yield made
    teardown(made, clients)


@pytest.fixture
def interpreter(clients: Clients) -> Interpreter:
    return Emulator(clients).interpreter(RUNTIME)


def applied(stack: Stack, clients: Clients, interpreter: Interpreter) -> list[Applied]:
    told: list[Applied] = []
    apply(stack, clients, interpreter, CACHE, told.append)
    return told


def addresses(clients: Clients) -> set[str]:
    return {each.address for each in inventory(clients).existing}


@pytest.fixture
def broken(clients: Clients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Stack, Path]]:
    """The stack with sources of its own that lack the cleaner's folder, and where that folder belongs."""
    module = sys.modules["bootstrap.stacks.s3_cleanup"]
    sources = tmp_path / "s3_cleanup"
    shutil.copytree(module.SOURCES, sources, ignore=shutil.ignore_patterns("__pycache__", "cleaner"))
    monkeypatch.setattr(module, "SOURCES", sources)
    made = STACKS["s3-cleanup"](StackOptions(account_id=clients.account_id))
    yield made, sources / "cleaner"
    teardown(made, clients)


def half_made(stack: Stack, clients: Clients, interpreter: Interpreter) -> None:
    with pytest.raises(ApplyError) as caught:
        applied(stack, clients, interpreter)
    assert str(caught.value).startswith("AWS::Lambda::Function assignment4-cleaner-lambda: FileNotFoundError: ")
    assert "no code there; write it, or correct the stack that names it" in str(caught.value)


def test_a_half_made_stack_is_taken_down_to_nothing(
    broken: tuple[Stack, Path], clients: Clients, interpreter: Interpreter
) -> None:
    stack, _ = broken
    before = inventory(clients)
    half_made(stack, clients, interpreter)
    there = addresses(clients)
    assert there
    assert there < {each.address for each in stack.resources}
    report = teardown(stack, clients)
    assert report.clean, report.text()
    assert {each.address for each in report.deleted} == there
    assert inventory(clients).minus(before) == []
    assert teardown(stack, clients).deleted == []


def test_a_half_made_stack_is_completed_by_applying_again(
    broken: tuple[Stack, Path], clients: Clients, interpreter: Interpreter
) -> None:
    stack, folder = broken
    half_made(stack, clients, interpreter)
    there = addresses(clients)
    shutil.copytree(Path("lambdas/s3_cleanup/cleaner").resolve(), folder)
    told = applied(stack, clients, interpreter)
    assert {event.action for event in told} == {Action.CREATE}
    assert {event.resource.address for event in told} == {each.address for each in stack.resources} - there
    assert {each.action for each in plan(stack, clients, interpreter).instructions} == {Action.KEEP}


def test_a_system_at_work_is_taken_down_and_stays_down(
    stack: Stack, clients: Clients, interpreter: Interpreter
) -> None:
    """Messages are in flight, functions run, one of them for minutes; nothing of theirs may come back afterwards."""
    before = inventory(clients)
    applied(stack, clients, interpreter)
    clients.lambda_.invoke(FunctionName="assignment4-driver-lambda", InvocationType="Event")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: clients.s3.put_object(Bucket=BUCKET, Key=f"{n}.txt", Body=b"x" * 30), range(UPLOADS)))
    until(lambda: _sent_to_functions(clients), bool, "functions at work")
    report = teardown(stack, clients)
    assert report.clean, report.text()
    assert inventory(clients).minus(before) == []
    until(lambda: Emulator(clients).quiet(), bool, "the emulator quiet")
    assert inventory(clients).minus(before) == []


def _sent_to_functions(clients: Clients) -> bool:
    streams = clients.logs.describe_log_streams(logGroupName="/aws/lambda/assignment4-size-tracking-lambda")
    return bool(streams["logStreams"])


def slow_mapping(clients: Clients) -> EventSourceMapping:
    """A queue that feeds a function which takes its time and writes its log at the end."""
    example = EventSourceMapping.example(Scope(clients.account_id, clients.region))
    code = Inline((("handler.py", SLOW),))
    queue = replace(example.queue, visibility_timeout_s=6 * LONG_S)
    return replace(example, queue=queue, function=replace(example.function, code=code, timeout_s=LONG_S))


def started(clients: Clients, mapping: EventSourceMapping) -> None:
    group = mapping.function.log_group.name
    until(lambda: clients.logs.describe_log_streams(logGroupName=group)["logStreams"], bool, "an invocation begun")


def nothing_comes_back(clients: Clients) -> None:
    until(lambda: Emulator(clients).quiet(), bool, "the emulator quiet")
    assert len(inventory(clients)) == 0


def test_a_batch_in_progress_is_waited_for(clients: Clients, tmp_path: Path) -> None:
    mapping = slow_mapping(clients)
    stack = Stack("slow", mapping.scope, (mapping,))
    apply(stack, clients, Interpreter.of_this_machine("3.11"), tmp_path)
    clients.sqs.send_message(
        QueueUrl=clients.sqs.get_queue_url(QueueName=mapping.queue.name)["QueueUrl"], MessageBody="1"
    )
    started(clients, mapping)
    hasty = teardown(stack, clients, gone_within_s=0.1)
    assert hasty.left == {mapping.address: "still listed 0.1 s after its removal"}
    assert teardown(stack, clients).clean
    nothing_comes_back(clients)


def test_the_last_words_of_a_removed_function_bring_no_log_group_back(clients: Clients, tmp_path: Path) -> None:
    function = slow_mapping(clients).function
    stack = Stack("slow", function.scope, (function,))
    apply(stack, clients, Interpreter.of_this_machine("3.11"), tmp_path)
    clients.lambda_.invoke(FunctionName=function.name, InvocationType="Event")
    started(clients, slow_mapping(clients))
    assert teardown(stack, clients).clean
    nothing_comes_back(clients)


def test_what_a_killed_apply_left_is_taken_down_by_its_tags(
    stack: Stack, clients: Clients, interpreter: Interpreter, tmp_path: Path
) -> None:
    """An upload of a layer that was killed leaves its staging bucket, which no stack declares."""
    context = ApplyContext(clients, Packager(interpreter, tmp_path))
    staging = Staging(stack.scope, "matplotlib-layer", Package(b"half a layer"))
    staging.upload(context)
    assert len(inventory(clients)) == 1
    report = teardown(stack, clients)
    assert report.clean, report.text()
    assert len(inventory(clients)) == 0


def test_what_a_killed_apply_left_does_not_hinder_the_next(
    stack: Stack, clients: Clients, interpreter: Interpreter, tmp_path: Path
) -> None:
    staging = Staging(stack.scope, "matplotlib-layer", Package(b"half a layer"))
    staging.upload(ApplyContext(clients, Packager(interpreter, tmp_path)))
    applied(stack, clients, interpreter)
    assert addresses(clients) == {each.address for each in stack.resources}


def test_two_apis_of_one_name_both_go(clients: Clients) -> None:
    scope = Scope(clients.account_id, clients.region)
    stack = Stack("twins", scope, (RestApi.example(scope),))
    for _ in range(2):
        clients.apigateway.create_rest_api(name="example-api")
    assert inventory(clients).minus(inventory(clients.in_region("eu-west-1"))) == [stack.resources[0].address] * 2
    report = teardown(stack, clients)
    assert report.clean, report.text()
    assert len(report.deleted) == 2
    assert len(inventory(clients)) == 0


def test_another_stacks_resources_are_left_alone(stack: Stack, clients: Clients) -> None:
    scope = replace(stack.scope, tags=(("Project", "another"),))
    other = Stack("another", scope, (Bucket(scope, f"another-{clients.account_id}"),))
    apply(other, clients, Interpreter.of_this_machine("3.11"), CACHE)
    assert teardown(stack, clients).deleted == []
    assert addresses(clients) == {other.resources[0].address}
    assert teardown(other, clients).clean


def test_a_bucket_of_versions_markers_and_unfinished_uploads_goes(clients: Clients, tmp_path: Path) -> None:
    scope = Scope(clients.account_id, clients.region)
    bucket = Bucket(scope, f"full-{clients.account_id}")
    context = ApplyContext(clients, Packager(Interpreter.of_this_machine("3.11"), tmp_path))
    BucketHandler().create(context, bucket)
    s3, name = clients.s3, bucket.name
    s3.put_object(Bucket=name, Key="before versioning", Body=b"1")
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    for body in (b"1", b"2"):
        s3.put_object(Bucket=name, Key="a folder/with + and é", Body=body)
    s3.delete_object(Bucket=name, Key="a folder/with + and é")
    s3.delete_object(Bucket=name, Key="never was there")
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    s3.put_object(Bucket=name, Key="after versioning", Body=b"1")
    for key in ("unfinished", "a folder/unfinished"):
        upload = s3.create_multipart_upload(Bucket=name, Key=key)
        s3.upload_part(Bucket=name, Key=key, UploadId=upload["UploadId"], PartNumber=1, Body=b"part")
    report = teardown(Stack("full", scope, (bucket,)), clients)
    assert report.clean, report.text()
    assert len(inventory(clients)) == 0


def test_a_bucket_of_more_objects_than_one_request_takes_goes(clients: Clients, tmp_path: Path) -> None:
    scope = Scope(clients.account_id, clients.region)
    bucket = Bucket(scope, f"many-{clients.account_id}")
    context = ApplyContext(clients, Packager(Interpreter.of_this_machine("3.11"), tmp_path))
    BucketHandler().create(context, bucket)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: clients.s3.put_object(Bucket=bucket.name, Key=f"{n}"), range(BATCH + 3)))
    assert teardown(Stack("many", scope, (bucket,)), clients).clean
    assert len(inventory(clients)) == 0


def test_every_type_is_looked_for(clients: Clients) -> None:
    """A type that can't be listed would make every inventory fail; an empty account has none of any."""
    assert len(inventory(clients, ["ap-south-1"])) == 0
    assert len(handlers()) > 15
