"""A room of three: each works alone, nobody reaches what is another's, and the leader sees all and breaks all."""

import json
import re
from base64 import b32encode
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.content import Inline
from bootstrap.packaging.archive import packaged
from harness.probes.emulator import Emulator
from harness.run.clock import POLL_S, Deadline
from harness.workshop.people import Person
from harness.workshop.room import Room
from tests.integration.workshop.desks import done
from tests.integration.workshop.participants import Page, page_of, room_of, tool_of

BUCKET = "assignment4-test-bucket"


@pytest.fixture(scope="module")
def room(endpoint: Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Three people in one room."""
    with room_of([endpoint], 3, tmp_path_factory.mktemp("room")) as opened:
        yield opened
        for desk in opened.hall.desks.values():
            desk.do("teardown", {})
            assert done(desk)["state"] == "done"
    Emulator(Clients(endpoint)).call("PUT", "confinement", {"on": False})


def test_all_run_at_once_and_the_leader_sees_how_each_ended(room: Room) -> None:
    everybody = room.people.everybody
    pages = [Page(room.pages.address(person.token)) for person in everybody]
    leader = Page(room.leader)
    for page in pages:
        page.do("run", scenario="s3-cleanup")
    for page, person in zip(pages, everybody, strict=True):
        told = page.done("scenario")
        assert told["text"].startswith("passed"), told
        assert page.last("desk")["account"] == person.account_id
        page.until(lambda each: any(move["what"] == "DeleteObject" for move in moves(each)), "a deletion")
    found = leader.until(lambda each: all_have_passed(each.last("people")), "everybody's verdict")
    assert [each["done"]["scenario s3-cleanup"] for each in found] == [{"verdict": "passed", "times": 1}] * 3
    for page in (*pages, leader):
        page.close()
    hall = room.hall
    deadline = Deadline.after(60)
    while any(each["pages"] for each in hall.everybody()):
        assert not deadline.passed, "a page that is closed is looked for still"
        deadline.nap(POLL_S)


def moves(page: Page) -> list[dict[str, Any]]:
    """All that the page was told."""
    return [move for frame in page.every("moves") for move in frame["moves"]]


def all_have_passed(told: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Everybody, once each has run it."""
    people: list[dict[str, Any]] = (told or {}).get("people", [])
    return people if people and all("scenario s3-cleanup" in each["done"] for each in people) else []


def test_nobody_reaches_what_is_another_s(room: Room) -> None:
    one, other, _ = room.people.everybody
    s3, queues, topics = (tool_of(room, one, each) for each in ("s3", "sqs", "sns"))
    s3.create_bucket(Bucket="mine")
    s3.put_object(Bucket="mine", Key="a b/ü+&=~.txt", Body=b"mine")
    assert s3.get_object(Bucket="mine", Key="a b/ü+&=~.txt")["Body"].read() == b"mine"
    queue, topic = queues.create_queue(QueueName="mine")["QueueUrl"], topics.create_topic(Name="mine")["TopicArn"]
    assert tool_of(room, one, "sts").get_caller_identity()["Account"] == one.account_id

    assert tool_of(room, other, "s3").list_buckets()["Buckets"] == []
    refused(lambda: tool_of(room, other, "s3").get_object(Bucket="mine", Key="a b/ü+&=~.txt"), "NoSuchBucket")
    refused(lambda: tool_of(room, other, "sqs").send_message(QueueUrl=queue, MessageBody="x"), "AccessDenied")
    refused(lambda: tool_of(room, other, "sns").publish(TopicArn=topic, Message="x"), "AccessDenied")
    hidden = f"https://sqs.us-east-1.amazonaws.com/{one.account_id}/mine".replace("9", "%39")
    refused(lambda: tool_of(room, other, "sqs").send_message(QueueUrl=hidden, MessageBody="x"), "AccessDenied")
    role = f"arn:aws:iam::{one.account_id}:role/any"
    refused(lambda: tool_of(room, other, "sts").assume_role(RoleArn=role, RoleSessionName="me"), "AccessDenied")
    assert "Messages" not in queues.receive_message(QueueUrl=queue)
    for key, secret, code in (
        (one.account_id, "test", "InvalidClientTokenId"),
        ("test", "test", "InvalidClientTokenId"),
        (one.key_id, other.secret, "SignatureDoesNotMatch"),
    ):
        refused(lambda key=key, secret=secret: tool_of(room, other, "sqs", key, secret).list_queues(), code)
    queues.delete_queue(QueueUrl=queue)
    topics.delete_topic(TopicArn=topic)
    s3.delete_object(Bucket="mine", Key="a b/ü+&=~.txt")
    s3.delete_bucket(Bucket="mine")


def refused(ask: Any, code: str) -> None:
    """What is asked for is refused with that code."""
    with pytest.raises(ClientError) as caught:
        ask()
    assert caught.value.response["Error"]["Code"] == code


SOURCE = """
import boto3

def handler(event, context):
    key, queue = event["key"].replace("~", ""), event["queue"].replace("~", "")
    keys = {"aws_access_key_id": key, "aws_secret_access_key": "test"} if key else {}
    client = boto3.client("sqs", region_name="us-east-1", **keys)
    try:
        if queue:
            return client.send_message(QueueUrl=queue, MessageBody="x")["MessageId"] and "sent"
        return client.list_queues().get("QueueUrls", [])
    except Exception as error:
        return str(error)
"""


def test_functions_are_held_to_their_own_accounts(room: Room) -> None:
    one, other, _ = room.people.everybody
    functions = tool_of(room, one, "lambda")
    mine, theirs = (tool_of(room, each, "sqs").create_queue(QueueName="q")["QueueUrl"] for each in (one, other))
    tool_of(room, one, "iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")
    functions.create_function(
        FunctionName="f", Runtime="python3.11", Role=f"arn:aws:iam::{one.account_id}:role/r", Handler="f.handler",
        Code={"ZipFile": packaged(Inline((("f.py", SOURCE),))).data}, Timeout=60,
    )  # fmt: skip
    functions.get_waiter("function_active_v2").wait(FunctionName="f", WaiterConfig={"Delay": 1, "MaxAttempts": 30})

    def said(key: str, queue: str) -> Any:
        hidden = {name: re.sub(r"(\d)(?=\d)", r"\1~", each) for name, each in (("key", key), ("queue", queue))}
        payload = json.dumps(hidden)  # the door sees no number: the emulator has to
        return json.load(functions.invoke(FunctionName="f", Payload=payload)["Payload"])

    assert said("", mine) == "sent"
    assert said("", "") == [mine]
    assert f"this names account {other.account_id}" in said("", theirs)
    for key in (other.account_id, "000000000000", "test", other.key_id, "LSIAQAAAAAAAAAAAAAAA"):
        assert "sign with the keys of the function's role" in said(key, ""), key
    assert "Messages" not in tool_of(room, other, "sqs").receive_message(QueueUrl=theirs)
    functions.delete_function(FunctionName="f")
    tool_of(room, one, "iam").delete_role(RoleName="r")
    for person, queue in ((one, mine), (other, theirs)):
        tool_of(room, person, "sqs").delete_queue(QueueUrl=queue)


@pytest.mark.parametrize(
    "path",
    [
        "/_harness/holdings", "//_harness/holdings", "/%5fharness/holdings", "/_localstack/health",
        "/_aws/sqs/messages",        "/openapi.yaml", "/health", "/",
    ],
)  # fmt: skip
def test_internal_routes_and_unsigned_requests_are_not_answered_at_the_door(room: Room, path: str) -> None:
    one = room.people.everybody[0]
    for target in (path, f"/{one.token}{path}"):
        assert at(room.door.origin, target)[0] == 403, target
    signed = tool_of(room, one, "s3")
    with pytest.raises(ClientError) as caught:
        signed.get_object(Bucket="_harness", Key="holdings")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def at(origin: str, target: str, method: str = "GET") -> tuple[int, str]:
    """What a plain request is answered."""
    connection = HTTPConnection(origin.partition("://")[2], timeout=30)
    connection.request(method, target)
    answer = connection.getresponse()
    text = answer.read().decode("latin-1")
    connection.close()
    return answer.status, text


def test_what_is_the_leader_s_is_not_on_a_participant_s_page_nor_without_a_secret(room: Room) -> None:
    one = room.people.everybody[0]
    page = room.pages.address(one.token).removeprefix(room.pages.origin)
    for path in ("sheet/cards", "ask/people"):
        assert at(room.pages.origin, page + path)[0] == 404
    for action in ("everybody", "mystery", "down", "emergency"):
        assert at(room.pages.origin, f"{page}do/{action}", "POST")[0] == 404
    wrong = f"/{one.token[:-1]}{'A' if one.token[-1] != 'A' else 'B'}/"
    for path in (wrong, "/", "/people", f"{wrong}told", f"{wrong}sheet/shell", f"/{one.account_id}/"):
        assert at(room.pages.origin, path)[0] == 404
    shell = at(room.pages.origin, page + "sheet/shell")[1]
    assert f"AWS_ACCESS_KEY_ID={one.key_id}" in shell
    cards = at(room.pages.origin, room.leader.removeprefix(room.pages.origin) + "sheet/cards")[1]
    assert all(person.token in cards and person.secret in cards for person in room.people.everybody)
    assert cards.count("<svg") == 3


@pytest.mark.slow
def test_the_leader_breaks_all_by_one_number_and_each_finds_it_alone(room: Room) -> None:
    leader = Page(room.leader)
    leader.do("everybody", action="setup")
    assert leader.done("setup")["text"] == "setup: 3 of 3"
    for desk in room.hall.desks.values():
        assert desk.tasks.wait(120)
    leader.do("mystery", seed=7)
    assert leader.done("break")["text"] == "broken: 3 of 3"
    leader.do("mystery", seed=8)
    assert "something is broken already" in leader.done("break 8")["text"]
    labels = {mystery_of(room, person).label for person in room.people.everybody}
    assert len(labels) == 1, "one number breaks the same for everybody"
    one, other, third = room.people.everybody
    with page_of(room, one) as page:
        page.until(lambda each: (each.last("desk") or {}).get("mystery"), "the search")
        assert page.last("desk")["broken"] == ["something, to be found"]
        assert page.ask("POST", "do/mend", {})[0] == 409
        assert page.ask("POST", "do/guess", {"link": "nothing"})[0] == 409
        page.do("hint")
        assert page.last("desk")["mystery"]
        page.do("guess", link=labels.pop())
        page.until(lambda each: not each.last("desk")["mystery"], "the end of the search")
    assert room.hall.progress.of(one.account_id)["mystery"]["verdict"] == "found"
    assert mystery_of(room, other) is not None, "another's search goes on"
    with page_of(room, third) as page:
        page.do("solution")
        page.until(lambda each: "mended" in (each.last("notice") or {"text": ""})["text"], "the solution")
    with page_of(room, other) as page:
        page.do("reset")
        assert page.done("resetting")["state"] == "done"
    assert mystery_of(room, other) is None
    leader.close()


def test_apis_and_signed_links_are_answered_below_the_secret_of_a_card(room: Room) -> None:
    third = room.people.everybody[2]
    desk = room.hall.desks[third.token]
    desk.do("choose", {"system": "media-pipeline"})
    desk.do("setup", {})
    told = done(desk)
    assert told["state"] == "done", told
    api = told["text"].partition("api_url ")[2].partition(",")[0].partition("://")[2].partition("/")[2]
    opened = f"{room.door.origin}/{third.token}"
    job = json.loads(sent("POST", f"{opened}/{api}/uploads", b"{}", "application/json"))
    assert job["uploadUrl"].startswith(f"{opened}/")
    assert sent("PUT", job["uploadUrl"], b"no image", "image/jpeg") == b""
    assert b"SignatureDoesNotMatch" in sent("PUT", job["uploadUrl"], b"no image", "image/png")
    deadline = Deadline.after(60)
    while json.loads(sent("GET", f"{opened}/{api}/jobs/{job['jobId']}"))["status"] != "FAILED":
        assert not deadline.passed, "the worker never saw what was uploaded through the door"
        deadline.nap(POLL_S)
    other = job["uploadUrl"].replace(third.token, room.people.everybody[0].token)
    assert b"only APIs" in sent("PUT", other, b"no image", "image/jpeg"), "the link is of another account"
    desk.do("teardown", {})
    assert done(desk)["state"] == "done"
    desk.do("choose", {"system": "s3-cleanup"})


@pytest.mark.parametrize(
    ("method", "target", "more"),
    [
        ("POST", "//", {"X-Amz-Target": "AmazonSQS.CreateQueue", "Content-Type": "application/x-amz-json-1.0"}),
        ("POST", "/a-bucket/a-key", {"X-Amz-Target": "AmazonSQS.CreateQueue"}),
        ("POST", "/a-bucket/a-key?Action=CreateUser&UserName=x&Version=2010-05-08", {}),
        ("GET", "/2015-03-31/functions/", {}),
        ("GET", "/a-bucket/a-key", {}),
        ("PUT", "/a-bucket", {}),
    ],
)
def test_a_link_that_nobody_signed_opens_nothing(room: Room, method: str, target: str, more: dict[str, str]) -> None:
    """Its key has the form of one of the account's sessions; the emulator has issued none such."""
    one = room.people.everybody[0]
    number = (int(one.account_id) << 7).to_bytes(6, "big")
    key = f"ASIA{b32encode(number + bytes(4)).decode()}"
    query = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={key}/20260101/us-east-1/s3/aws4_request"
    signed = (
        f"{query}&X-Amz-Date=20260101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature={'0' * 64}"
    )
    connection = HTTPConnection(room.door.origin.partition("://")[2], timeout=30)
    connection.request(
        method, f"/{one.token}{target}{'&' if '?' in target else '?'}{signed}", b'{"QueueName": "owned"}', more
    )
    answer = connection.getresponse()
    assert (answer.status, b"owned" in answer.read()) == (403, False)
    connection.close()


def sent(method: str, url: str, body: bytes = b"", kind: str = "") -> bytes:
    """What a tool without keys is answered."""
    origin, _, target = url.partition("://")[2].partition("/")
    connection = HTTPConnection(origin, timeout=30)
    connection.request(method, f"/{target}", body, {"Content-Type": kind} if kind else {})
    answer = connection.getresponse().read()
    connection.close()
    return answer


def test_a_lab_on_the_page_is_begun_judged_and_seen_by_the_leader(room: Room) -> None:
    one = room.people.everybody[0]
    with page_of(room, one) as page:
        listed = {each["name"] for each in page.ask("GET", "ask/labs")[1]}
        assert "why-queues" in listed
        told = page.ask("GET", "ask/lab/why-queues")[1]
        assert "<strong>Predict.</strong>" in told["html"]
        page.do("lab-begin", name="why-queues")
        assert page.done("beginning")["state"] == "done"
        assert room.hall.desks[one.token].broken() == ["what the lab is about"]
        page.do("lab-check", name="why-queues", answers=[])
        assert page.done("lab")["text"] == "not yet: 0 of 2 checks are met"
        assert page.ask("POST", f"upload?bucket={BUCKET}&key=waits.txt", "x")[0] == 200
        page.do("mend")
        page.do("lab-check", name="why-queues", answers=[])
        page.until(lambda each: (each.last("task") or {}).get("text") == "done", "the lab to be done")
        assert all(each["is_met"] for each in page.last("lab")["checks"])
        page.do("lab-hint", name="why-queues")
        page.until(lambda each: "hint 1" in (each.last("notice") or {}).get("text", ""), "a hint")
        assert page.ask("GET", "ask/lab/none")[0] == 409
    assert room.hall.progress.of(one.account_id)["lab why-queues"]["verdict"] == "passed"


def mystery_of(room: Room, person: Person) -> Any:
    """What a participant is to find."""
    desk = room.hall.desks[person.token]
    return desk.place.mysteries.of(person.account_id)
