"""AWS::SQS::Queue, with its policy and where its messages go that nobody could process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import HarnessError, code_of, tolerating
from bootstrap.handler import Handler
from bootstrap.model.policy import Policy, Statement, parsed
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope
from bootstrap.registry import handles
from bootstrap.resources.topic import Topic

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

GONE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
IN_PROGRESS = ("AWS.SimpleQueueService.PurgeQueueInProgress", "PurgeQueueInProgress")
DOCUMENTS = frozenset({"Policy", "RedrivePolicy"})
"""Attributes that are JSON in a text."""
COUNTS: Any = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
PURGED, BETWEEN_PURGES_S = "harness:purged-at", 60
"""The tag that keeps when a queue was purged, in epoch seconds of SQS's clock; and how long SQS refuses the next."""


class PurgedLately(HarnessError):
    """SQS purges a queue once in 60 s. The message says how long ago it did."""


@dataclass(frozen=True)
class Queue(Resource):
    """A standard queue. A message received `max_receive_count` times without being deleted goes to `dead_letters`."""

    kind: ClassVar[str] = "AWS::SQS::Queue"
    outputs: ClassVar[tuple[str, ...]] = ("url",)

    visibility_timeout_s: int = 30
    retention_s: int = 345_600
    policy: Policy | None = None
    dead_letters: "Queue | None" = None
    max_receive_count: int = 3

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return self.scope.arn("sqs", self.name)

    @property
    def summary(self) -> str:
        """Visibility timeout and redrive."""
        redrive = f", after {self.max_receive_count} receives to {self.dead_letters.name}" if self.dead_letters else ""
        return f"visibility {self.visibility_timeout_s} s{redrive}"

    @classmethod
    def open_to_topic(
        cls, scope: Scope, name: str, topic: Topic, visibility_timeout_s: int = 30, dead_letters: "Queue | None" = None
    ) -> Self:
        """A queue that SNS may send to on behalf of `topic` (SNS developer guide: subscribing an SQS queue)."""
        allow = Statement(
            ("sqs:SendMessage",),
            (scope.arn("sqs", name),),
            principal="sns.amazonaws.com",
            conditions=(("ArnEquals", "aws:SourceArn", topic.arn),),
            sid="AllowSnsSend",
        )
        return cls(scope, name, visibility_timeout_s, policy=Policy((allow,)), dead_letters=dead_letters)

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A queue with a dead-letter queue."""
        return cls(scope, "example-queue", dead_letters=cls(scope, "example-dead-letters"))


@handles(Queue)
class QueueHandler(Handler[Queue]):
    """Queues over SQS's API, which purges a queue once in 60 s."""

    contents: ClassVar[str] = "messages"
    in_place: ClassVar[frozenset[str]] = frozenset(
        {"VisibilityTimeout", "MessageRetentionPeriod", "Policy", "RedrivePolicy", "Tags"}
    )

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The queues of the region."""
        pages = clients.sqs.get_paginator("list_queues").paginate()
        urls = [url for page in pages for url in page.get("QueueUrls", [])]
        return [ExistingResource(Queue.kind, url.rpartition("/")[2], clients.region, {"url": url}) for url in urls]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating(*GONE):
            return clients.sqs.list_queue_tags(QueueUrl=existing.values["url"]).get("Tags", {})
        return {}

    def desired(self, context: "ApplyContext", resource: Queue) -> Attributes:
        """Its attributes as text, JSON ones opened and empty where it has none."""
        redrive: Attributes = {}
        if resource.dead_letters:
            redrive = {"deadLetterTargetArn": resource.dead_letters.arn, "maxReceiveCount": resource.max_receive_count}
        return {
            "VisibilityTimeout": str(resource.visibility_timeout_s),
            "MessageRetentionPeriod": str(resource.retention_s),
            "Policy": resource.policy.document if resource.policy else {},
            "RedrivePolicy": redrive,
            "Tags": resource.scope.tag_map,
        }

    def actual(self, clients: "Clients", resource: Queue, existing: ExistingResource) -> Attributes:
        """Its attributes as SQS has them, JSON ones opened and empty where it has none."""
        attributes = clients.sqs.get_queue_attributes(QueueUrl=existing.values["url"], AttributeNames=["All"])[
            "Attributes"
        ]
        texts: Attributes = {
            str(name): parsed(value) if name in DOCUMENTS else value for name, value in attributes.items()
        }
        return {**{name: {} for name in DOCUMENTS}, **texts, "Tags": self.tags_of(clients, existing)}

    def create(self, context: "ApplyContext", resource: Queue) -> ExistingResource:
        """Make it with all its attributes."""
        attributes = {name: text for name, text in self._texts(context, resource).items() if text}
        answer = context.clients.sqs.create_queue(
            QueueName=resource.name, Attributes=attributes, tags=resource.scope.tag_map
        )
        return resource.existing(url=answer["QueueUrl"])

    def update(
        self, context: "ApplyContext", resource: Queue, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Set the changed attributes; a policy or a redrive that isn't declared is taken away."""
        url = existing.values["url"]
        if attributes := {name: text for name, text in self._texts(context, resource).items() if name in changed}:
            context.clients.sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
        if "Tags" in changed:
            context.clients.sqs.tag_queue(QueueUrl=url, Tags=resource.scope.tag_map)
        return existing

    def _texts(self, context: "ApplyContext", resource: Queue) -> dict[Any, str]:
        """The attributes as SQS takes them: every value a text, empty for none."""
        wanted = {name: value for name, value in self.desired(context, resource).items() if name != "Tags"}
        documents = {name: json.dumps(wanted[name], sort_keys=True) if wanted[name] else "" for name in DOCUMENTS}
        return {**{name: str(value) for name, value in wanted.items()}, **documents}

    def count_contents(self, clients: "Clients", existing: ExistingResource) -> int:
        """How many messages it has: visible, in flight and delayed."""
        with tolerating(*GONE):
            answer = clients.sqs.get_queue_attributes(QueueUrl=existing.values["url"], AttributeNames=COUNTS)
            return sum(int(number) for number in answer["Attributes"].values())
        return 0

    def empty(self, clients: "Clients", existing: ExistingResource) -> None:
        """Purge it, and note in a tag when that was; PurgedLately, without asking, when it was less than 60 s ago."""
        with tolerating(*GONE):
            answer = clients.sqs.list_queue_tags(QueueUrl=existing.values["url"])
            ago_s = server_s(answer) - int(answer.get("Tags", {}).get(PURGED, "0"))
            if ago_s < BETWEEN_PURGES_S:
                raise PurgedLately(f"purged {ago_s} s ago, SQS purges again in {BETWEEN_PURGES_S - ago_s} s")
            try:
                purged = clients.sqs.purge_queue(QueueUrl=existing.values["url"])
            except clients.sqs.exceptions.ClientError as error:
                if code_of(error) not in IN_PROGRESS:
                    raise
                raise PurgedLately(f"purged by another less than {BETWEEN_PURGES_S} s ago") from error
            clients.sqs.tag_queue(QueueUrl=existing.values["url"], Tags={PURGED: str(server_s(purged))})

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it, messages and all."""
        with tolerating(*GONE):
            clients.sqs.delete_queue(QueueUrl=existing.values["url"])


def server_s(answer: Mapping[str, Any]) -> int:
    """When SQS answered, in epoch seconds of its own clock: the one that its 60 s are counted on."""
    return int(parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"]).timestamp())
