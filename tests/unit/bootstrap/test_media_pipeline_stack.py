"""The media pipeline's stack is the one that is specified: names, numbers, and what its functions are told they get."""

import re

import pytest

from bootstrap.model.content import Folder, Requirements
from bootstrap.model.policy import Statement
from bootstrap.model.reference import Join, Ref
from bootstrap.model.resource import Resource
from bootstrap.resources.bucket import Bucket
from bootstrap.resources.bucket_notification import BucketNotification
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.function import Function
from bootstrap.resources.http_api import HttpApi
from bootstrap.resources.http_stage import HttpStage
from bootstrap.resources.layer import Layer
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.permission import Permission
from bootstrap.resources.queue import Queue
from bootstrap.resources.role import Role
from bootstrap.resources.table import Key, Table
from tests.unit.bootstrap.specified import Specified

SYSTEM = Specified.named("media-pipeline")
STACK, every, one, rows_below = SYSTEM.stack, SYSTEM.every, SYSTEM.one, SYSTEM.rows_below
FUNCTIONS = ("request-upload-lambda", "get-job-status-lambda", "dispatcher-lambda", "worker-lambda")


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Bucket, {"amodhbh-media-uploads", "amodhbh-media-processed"}),
        (Table, {"media-processing-jobs"}),
        (Queue, {"media-processing-queue", "media-processing-dlq"}),
        (Function, set(FUNCTIONS)),
        (LogGroup, {f"/aws/lambda/{name}" for name in FUNCTIONS}),
        (Layer, {"pillow-layer"}),
        (HttpApi, {"media-processing-api"}),
        (HttpStage, {"$default"}),
        (Role, {"media-api-lambda-role", "dispatcher-lambda-role", "media-worker-lambda-role"}),
    ],
)
def test_names_are_those_of_the_specification(kind: type[Resource], names: set[str]) -> None:
    assert every(kind).keys() == names


def test_it_is_in_mumbai_and_everything_carries_the_four_tags() -> None:
    assert {each.scope.region for each in STACK.resources} == {"ap-south-1"}
    assert {tuple(key for key, _ in each.scope.tags) for each in STACK.resources} == {
        ("Project", "Environment", "Owner", "CostCenter")
    }
    assert STACK.scope.tag_map["Project"] == "media-pipeline"


@pytest.mark.parametrize(
    ("name", "memory_mb", "timeout_s", "layers", "role"),
    [
        ("request-upload-lambda", 128, 30, (), "media-api-lambda-role"),
        ("get-job-status-lambda", 128, 10, (), "media-api-lambda-role"),
        ("dispatcher-lambda", 128, 10, (), "dispatcher-lambda-role"),
        ("worker-lambda", 512, 120, ("pillow-layer",), "media-worker-lambda-role"),
    ],
)
def test_functions(name: str, memory_mb: int, timeout_s: int, layers: tuple[str, ...], role: str) -> None:
    function = every(Function)[name]
    assert (function.memory_mb, function.timeout_s, function.runtime) == (memory_mb, timeout_s, "python3.11")
    assert tuple(layer.name for layer in function.layers) == layers
    assert function.role.name == role
    assert function.log_group.name == f"/aws/lambda/{name}"


def test_the_environment_is_the_specified_one() -> None:
    environment = {name: dict(function.environment) for name, function in every(Function).items()}
    uploads, processed, table = "amodhbh-media-uploads", "amodhbh-media-processed", "media-processing-jobs"
    assert environment == {
        "request-upload-lambda": {"UPLOAD_BUCKET": uploads, "DYNAMODB_TABLE": table},
        "get-job-status-lambda": {"DYNAMODB_TABLE": table, "PROCESSED_BUCKET": processed},
        "dispatcher-lambda": {"SQS_QUEUE_URL": Ref(every(Queue)["media-processing-queue"], "url")},
        "worker-lambda": {"DYNAMODB_TABLE": table, "PROCESSED_BUCKET": processed, "MAX_RECEIVE_COUNT": "3"},
    }


def test_the_queue_hides_a_message_for_five_minutes_and_gives_it_up_after_three_tries() -> None:
    queue = every(Queue)["media-processing-queue"]
    assert queue.visibility_timeout_s == 300
    assert queue.dead_letters == every(Queue)["media-processing-dlq"]
    assert queue.max_receive_count == int(dict(every(Function)["worker-lambda"].environment)["MAX_RECEIVE_COUNT"]) == 3  # type: ignore[arg-type]
    mapping = one(EventSourceMapping)
    assert (mapping.queue, mapping.function.name) == (queue, "worker-lambda")
    assert mapping.batch_size <= 10
    assert queue.visibility_timeout_s > mapping.function.timeout_s


def test_the_dispatcher_hears_of_uploads_and_only_the_bucket_may_call_it() -> None:
    notification = one(BucketNotification)
    (rule,) = notification.rules
    assert notification.bucket.name == "amodhbh-media-uploads"
    assert (rule.rule_id, rule.prefix, rule.suffix) == ("trigger-dispatcher-on-upload", "uploads/", "")
    assert (rule.events, rule.target.name) == (("s3:ObjectCreated:*",), "dispatcher-lambda")
    permission = every(Permission)["AllowS3Invocation"]
    assert (permission.function.name, permission.principal) == ("dispatcher-lambda", "s3.amazonaws.com")
    assert permission.source_arn == "arn:aws:s3:::amodhbh-media-uploads"
    assert permission in notification.after
    assert one(EventSourceMapping) in notification.after


def test_the_api_has_two_routes_and_may_invoke_each_function_for_its_own() -> None:
    api = one(HttpApi)
    arns = {route.key: route.function_arn.rpartition(":")[2] for route in api.routes}
    assert arns == {"POST /uploads": "request-upload-lambda", "GET /jobs/{jobId}": "get-job-status-lambda"}
    permissions = [each for each in STACK.resources if isinstance(each, Permission) and "Api" in each.name]
    assert {each.function.name: each.source_arn for each in permissions} == {
        "request-upload-lambda": invoke_arn(api, "/*/POST/uploads"),
        "get-job-status-lambda": invoke_arn(api, "/*/GET/jobs/{jobId}"),
    }
    assert {each.principal for each in permissions} == {"apigateway.amazonaws.com"}
    assert dict(STACK.outputs).keys() == {"api_url"}


def invoke_arn(api: HttpApi, path: str) -> Join:
    return Join(("arn:aws:execute-api:ap-south-1:000000000000:", Ref(api, "id"), path))


def test_the_table_is_keyed_by_job() -> None:
    assert (one(Table).key, one(Table).indexes) == (Key("jobId"), ())


def test_browsers_may_put_uploads_and_get_results() -> None:
    (put,), (get,) = every(Bucket)["amodhbh-media-uploads"].cors, every(Bucket)["amodhbh-media-processed"].cors
    assert (put.methods, put.origins, put.headers) == (("PUT",), ("*",), ("Content-Type",))
    assert (get.methods, get.origins) == (("GET",), ("*",))


@pytest.mark.parametrize(
    ("role", "policy"),
    [
        ("media-api-lambda-role", "APILambdaCustomPolicy"),
        ("dispatcher-lambda-role", "DispatcherLambdaCustomPolicy"),
        ("media-worker-lambda-role", "MediaWorkerLambdaCustomPolicy"),
    ],
)
def test_each_role_has_one_policy_of_its_own_and_the_basic_one(role: str, policy: str) -> None:
    declared = every(Role)[role]
    assert [name for name, _ in declared.policies] == [policy]
    assert declared.managed == ("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",)
    assert declared.service == "lambda.amazonaws.com"


def test_roles_may_do_what_the_document_says_and_nothing_else() -> None:
    _, *rows = rows_below("role | actions")
    wanted: dict[str, set[tuple[frozenset[str], str]]] = {}
    role = ""
    for named, actions, resource in rows:
        role = named or role
        wanted.setdefault(role, set()).add((frozenset(re.findall(r"[a-z0-9]+:[A-Z]\w+", actions)), arn_of(resource)))
    given = {
        name: {(frozenset(each.actions), resource) for each in statements(name) for resource in each.resources}
        for name in every(Role)
    }
    assert given == wanted


def statements(role: str) -> tuple[Statement, ...]:
    return tuple(each for _, policy in every(Role)[role].policies for each in policy.statements)


def arn_of(words: str) -> str:
    """The ARN that the document means with an ARN, `table X`, or a queue's name."""
    if words.startswith("arn:"):
        return words
    if words.startswith("table "):
        return STACK.scope.arn("dynamodb", f"table/{words.removeprefix('table ')}")
    return STACK.scope.arn("sqs", words)


def test_functions_are_packaged_as_the_document_says() -> None:
    _, *rows = rows_below("function | folder")
    assert {row[0] for row in rows} == set(FUNCTIONS)
    for name, folder, packages, layer, _ in rows:
        function = every(Function)[name]
        assert isinstance(function.code, Folder)
        assert f"{function.code.path.name}/" == folder
        assert [each.name for each in function.code.beside] == [each for each in packages.split(", ") if each]
        assert ", ".join(each.name for each in function.layers) == layer


def test_the_layer_is_locked_and_the_worker_brings_no_pillow() -> None:
    content = one(Layer).content
    assert isinstance(content, Requirements)
    assert content.lock.name == "pillow.txt"
    assert re.findall(r"^(\w+)==", content.lock.read_text(), re.MULTILINE) == ["pillow", "pillow"]
    code = every(Function)["worker-lambda"].code
    assert isinstance(code, Folder)
    assert not [path for folder in (code.path, *code.beside) for path in folder.rglob("PIL*")]
