"""The S3 cleanup stack is the one that is specified: names, numbers, and what its functions are told they get."""

import ast
import re

import pytest

from bootstrap.model.content import Folder, Requirements
from bootstrap.model.reference import Join, Ref
from bootstrap.model.resource import Resource
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.bucket import Bucket
from bootstrap.resources.bucket_notification import BucketNotification
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.function import Function
from bootstrap.resources.layer import Layer
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.metric_filter import MetricFilter
from bootstrap.resources.permission import Permission
from bootstrap.resources.queue import Queue
from bootstrap.resources.rest_api import RestApi
from bootstrap.resources.role import Role
from bootstrap.resources.subscription import Subscription
from bootstrap.resources.table import Key, Table
from bootstrap.resources.topic import Topic
from bootstrap.stacks import STACKS, StackOptions
from tests.unit.bootstrap.specified import Specified

SYSTEM = Specified.named("s3-cleanup")
STACK, every, one, rows_below = SYSTEM.stack, SYSTEM.every, SYSTEM.one, SYSTEM.rows_below
FUNCTIONS = ("cleaner", "driver", "logging", "plotting", "size-tracking")


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Bucket, {"assignment4-test-bucket", "assignment4-plot-bucket"}),
        (Topic, {"assignment4-s3-events"}),
        (
            Queue,
            {
                "assignment4-tracking-queue", "assignment4-tracking-queue-dlq",
                "assignment4-logging-queue", "assignment4-logging-queue-dlq",
            },
        ),
        (Function, {f"assignment4-{name}-lambda" for name in FUNCTIONS}),
        (LogGroup, {f"/aws/lambda/assignment4-{name}-lambda" for name in FUNCTIONS}),
        (Role, {f"assignment4-{name}-lambda-role" for name in FUNCTIONS}),
        (Layer, {"matplotlib-layer"}),
        (Table, {"ObjectTable", "HistoryTable"}),
        (Alarm, {"assignment4-total-size-alarm"}),
        (RestApi, {"assignment4-plot-api"}),
    ],
)  # fmt: skip
def test_names_are_those_of_the_specification(kind: type[Resource], names: set[str]) -> None:
    assert every(kind).keys() == names


def test_events_go_from_the_bucket_through_the_topic_to_both_queues() -> None:
    (rule,) = one(BucketNotification).rules
    assert one(BucketNotification).bucket.name == "assignment4-test-bucket"
    assert rule.events == ("s3:ObjectCreated:*", "s3:ObjectRemoved:*")
    assert rule.target == one(Topic)
    subscribed = every(Subscription).values()
    assert {each.endpoint.name for each in subscribed if isinstance(each.endpoint, Queue)} == {
        "assignment4-tracking-queue",
        "assignment4-logging-queue",
    }
    assert not any(each.raw for each in subscribed)
    assert {each.topic for each in subscribed} == {one(Topic)}


def test_only_the_bucket_may_publish_and_only_the_topic_may_send() -> None:
    policy = one(Topic).policy
    assert policy is not None
    (publish,) = policy.statements
    assert publish.principal == "s3.amazonaws.com"
    assert ("ArnLike", "aws:SourceArn", "arn:aws:s3:::assignment4-test-bucket") in publish.conditions
    assert ("StringEquals", "aws:SourceAccount", STACK.scope.account_id) in publish.conditions
    for subscription in every(Subscription).values():
        queue = subscription.endpoint
        assert isinstance(queue, Queue)
        assert queue.policy is not None
        (send,) = queue.policy.statements
        assert (send.principal, send.resources) == ("sns.amazonaws.com", (queue.arn,))
        assert send.conditions == (("ArnEquals", "aws:SourceArn", one(Topic).arn),)


def test_triggers_open_when_all_behind_them_is_ready() -> None:
    assert set(one(BucketNotification).after) == {*every(Subscription).values(), *every(EventSourceMapping).values()}


def test_what_can_not_be_processed_ends_in_dead_letters() -> None:
    for mapping in every(EventSourceMapping).values():
        assert mapping.queue.visibility_timeout_s >= 6 * mapping.function.timeout_s
        assert mapping.queue.max_receive_count == 3
        assert mapping.queue.dead_letters is not None
        assert mapping.queue.dead_letters.name == f"{mapping.queue.name}-dlq"


def test_each_queue_feeds_its_function() -> None:
    assert {(each.queue.name, each.function.name) for each in every(EventSourceMapping).values()} == {
        ("assignment4-tracking-queue", "assignment4-size-tracking-lambda"),
        ("assignment4-logging-queue", "assignment4-logging-lambda"),
    }


def test_the_alarm_reads_the_size_trackings_log_and_tells_the_cleaner() -> None:
    its, alarm = one(MetricFilter), one(Alarm)
    assert its.group.name == "/aws/lambda/assignment4-size-tracking-lambda"
    assert (its.pattern, its.value) == ("{ $.total_size = * }", "$.total_size")
    assert (its.namespace, its.metric) == (alarm.namespace, alarm.metric) == ("Assignment4", "CurrentTotalSize")
    assert (alarm.statistic, alarm.comparison, alarm.threshold) == ("Maximum", "GreaterThanOrEqualToThreshold", 20)
    assert (alarm.period_s, alarm.evaluation_periods) == (60, 1)
    assert alarm.actions == (every(Function)["assignment4-cleaner-lambda"].arn,)


def test_the_alarm_and_the_api_may_invoke_their_functions_and_nobody_else() -> None:
    alarm, api = every(Permission)["AllowAlarm"], every(Permission)["AllowPlotApi"]
    assert every(Permission).keys() == {"AllowAlarm", "AllowPlotApi"}
    assert alarm.principal == "lambda.alarms.cloudwatch.amazonaws.com"
    assert (alarm.function.name, alarm.source_arn) == ("assignment4-cleaner-lambda", one(Alarm).arn)
    assert api.principal == "apigateway.amazonaws.com"
    assert api.function.name == "assignment4-plotting-lambda"
    assert api.source_arn == Join(
        ("arn:aws:execute-api:us-east-1:000000000000:", Ref(one(RestApi), "id"), "/*/GET/plot")
    )


def test_the_api_answers_get_plot_with_bytes() -> None:
    (route,) = one(RestApi).routes
    assert (route.label, route.function_arn) == ("GET /plot", every(Function)["assignment4-plotting-lambda"].arn)
    assert one(RestApi).binary_media_types == ("*/*",)


def test_tables_and_their_indexes() -> None:
    objects, history = every(Table)["ObjectTable"], every(Table)["HistoryTable"]
    assert objects.key == Key("object_name")
    assert [(each.key, each.local) for each in objects.indexes] == [(Key("bucket_name", "size:N"), False)]
    assert history.key == Key("bucket_name", "event_key")
    assert [(each.key, each.local) for each in history.indexes] == [(Key("bucket_name", "object_event"), True)]


def test_functions_are_made_as_the_document_says() -> None:
    _, *rows = rows_below("function | folder")
    declared = every(Function)
    assert {row[0] for row in rows} == declared.keys()
    for name, folder, packages, timeout, memory, layer in rows:
        function = declared[name]
        assert isinstance(function.code, Folder)
        assert f"{function.code.path.name}/" == folder
        assert sorted(each.name for each in function.code.beside) == sorted(packages.split(", "))
        assert (f"{function.timeout_s} s", f"{function.memory_mb} MB") == (timeout, memory)
        assert ", ".join(each.name for each in function.layers) == layer
        assert (function.runtime, function.handler) == ("python3.11", "handler.handler")


def test_functions_get_the_variables_that_the_document_says() -> None:
    (_, _, *columns), *rows = rows_below("variable |")
    wanted: dict[str, set[str]] = {name: set() for name in columns}
    for variable, _, *marks in rows:
        for name, mark in zip(columns, marks, strict=True):
            if mark == "yes":
                wanted[name].add(re.sub(r" .*", "", variable))
    given = {name: {key for key, _ in every(Function)[f"assignment4-{name}-lambda"].environment} for name in columns}
    assert given == wanted


def resource_named(words: str) -> str:
    """The ARN that the document means with `table X`, `X/index/Y`, a queue's name, or an ARN with placeholders."""
    scope, words = STACK.scope, words.partition(" (")[0]
    if words.startswith("arn:"):
        return words.replace("<region>", scope.region).replace("<account>", scope.account_id)
    if words.endswith("-queue"):
        return scope.arn("sqs", words)
    return scope.arn("dynamodb", f"table/{words.removeprefix('table ')}")


def test_functions_may_do_what_the_document_says_and_write_their_log() -> None:
    _, *rows = rows_below("function | actions")
    names = [row[0] for row in rows]
    for number, name in enumerate(names):
        names[number] = name or names[number - 1]
    assert sorted(set(names)) == sorted(FUNCTIONS)
    for name in FUNCTIONS:
        function = every(Function)[f"assignment4-{name}-lambda"]
        wanted = {(frozenset({"logs:CreateLogStream", "logs:PutLogEvents"}), f"{function.log_group.arn}:*", "")}
        for _, actions, resource in (row for own, row in zip(names, rows, strict=True) if own == name):
            said, _, condition = actions.partition(", condition ")
            named = frozenset(re.findall(r"[a-z0-9]+:[A-Z]\w+", said))
            wanted.add((named, resource_named(resource), condition))
        statements = [each for _, policy in function.role.policies for each in policy.statements]
        allowed = {
            (
                frozenset(each.actions),
                resource,
                "; ".join(f"{how} {key} = {value}" for how, key, value in each.conditions),
            )
            for each in statements
            for resource in each.resources
        }
        assert allowed == wanted, name


def test_every_package_that_a_function_imports_is_in_its_zip() -> None:
    for function in every(Function).values():
        assert isinstance(function.code, Folder)
        shared = {path.name for path in function.code.path.parent.joinpath("packages").iterdir() if path.is_dir()}
        sources = [path for folder in (function.code.path, *function.code.beside) for path in folder.rglob("*.py")]
        trees = [ast.parse(path.read_text()) for path in sources]
        imported = {
            name.split(".")[0]
            for node in (node for tree in trees for node in ast.walk(tree))
            for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
            + ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
        }
        assert imported & shared == {path.name for path in function.code.beside}, function.name


def test_options_reach_what_they_concern() -> None:
    options = StackOptions(account_id="123456789012", period_s=10, threshold=40, retention_days=7, owner="somebody")
    stack = STACKS["s3-cleanup"](options)
    (alarm,) = (each for each in stack.resources if isinstance(each, Alarm))
    assert (alarm.period_s, alarm.threshold) == (10, 40)
    environments = [dict(each.environment) for each in stack.resources if isinstance(each, Function)]
    assert {each["PERIOD_S"] for each in environments if "PERIOD_S" in each} == {"10"}
    assert {each["THRESHOLD"] for each in environments if "THRESHOLD" in each} == {"40"}
    assert {each.retention_days for each in stack.resources if isinstance(each, LogGroup)} == {7}
    assert all(each.scope.account_id == "123456789012" for each in stack.resources)
    assert stack.scope.tag_map["Owner"] == "somebody"


def test_the_layer_is_locked_and_its_lock_is_there() -> None:
    content = one(Layer).content
    assert isinstance(content, Requirements)
    assert content.lock.name == "matplotlib.txt"
    assert "--hash=sha256:" in content.lock.read_text()


def test_the_plot_is_found_without_dns() -> None:
    assert dict(STACK.outputs).keys() == {"plot_url"}
