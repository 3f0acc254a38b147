"""The check-list of the S3 cleanup system: what carries events, what counts them, what acts on them; and one object."""

from collections.abc import Callable, Iterator

from bootstrap.clients import Clients
from bootstrap.stacks.s3_cleanup import BUCKET
from harness.run.checklist import Checklist, Section, Tried
from harness.run.clock import Deadline
from harness.systems.s3_cleanup.history import History

KEY = "verify.txt"
PATIENCE_S, POLL_S = 60.0, 0.2


def counted_and_forgotten(clients: Clients) -> Iterator[Tried]:
    """An object of one byte comes and goes, and the history has both."""
    history = History(clients, BUCKET)
    yield _after(history, "an upload is in the history", lambda: _put(clients))
    yield _after(history, "its deletion is in the history", lambda: _delete(clients))


def _after(history: History, text: str, act: Callable[[], None]) -> Tried:
    before, deadline = _count(history), Deadline.after(PATIENCE_S)
    act()
    while _count(history) == before and not deadline.passed:
        deadline.nap(POLL_S)
    return Tried(text, "" if _count(history) > before else f"nothing of {KEY} came within {PATIENCE_S:g} s")


def _count(history: History) -> int:
    return sum(change.object_name == KEY for change in history.changes())


def _put(clients: Clients) -> None:
    clients.s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"1")


def _delete(clients: Clients) -> None:
    clients.s3.delete_object(Bucket=BUCKET, Key=KEY)


CHECKLIST = Checklist(
    (
        Section("Buckets", ("AWS::S3::Bucket",)),
        Section("Roles and policies", ("AWS::IAM::Role",)),
        Section("Topic, queues and subscriptions", ("AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SNS::Subscription")),
        Section("Tables", ("AWS::DynamoDB::Table",)),
        Section(
            "Functions, layer and triggers",
            ("AWS::Lambda::LayerVersion", "AWS::Lambda::Function", "AWS::Lambda::EventSourceMapping"),
        ),
        Section("Metric filter and alarm", ("AWS::Logs::MetricFilter", "AWS::CloudWatch::Alarm")),
        Section("API route and stage", ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage")),
        Section("S3 notification", ("AWS::S3::BucketNotification", "AWS::Lambda::Permission")),
        Section("Log groups", ("AWS::Logs::LogGroup",)),
    ),
    counted_and_forgotten,
)
