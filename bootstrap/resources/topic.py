"""AWS::SNS::Topic, with the policy that says who may publish."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.policy import Policy, Statement, parsed
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope, tag_map
from bootstrap.registry import handles
from bootstrap.resources.bucket import Bucket

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext


@dataclass(frozen=True)
class Topic(Resource):
    """A standard topic; without a policy, one that only its own account publishes to."""

    kind: ClassVar[str] = "AWS::SNS::Topic"

    policy: Policy | None = None

    @property
    def arn(self) -> str:
        """The topic's ARN."""
        return self.scope.arn("sns", self.name)

    @classmethod
    def open_to_bucket(cls, scope: Scope, name: str, bucket: Bucket) -> Self:
        """A topic that S3 may publish to on behalf of `bucket` (S3 user guide: granting permissions to publish)."""
        allow = Statement(
            ("sns:Publish",),
            (scope.arn("sns", name),),
            principal="s3.amazonaws.com",
            conditions=(
                ("ArnLike", "aws:SourceArn", bucket.arn),
                ("StringEquals", "aws:SourceAccount", scope.account_id),
            ),
            sid="AllowS3Publish",
        )
        return cls(scope, name, Policy((allow,)))

    @classmethod
    def open_to_alarms(cls, scope: Scope, name: str) -> Self:
        """A topic that CloudWatch may publish to for alarms of its account and region (SNS guide: example cases)."""
        allow = Statement(
            ("sns:Publish",),
            (scope.arn("sns", name),),
            principal="cloudwatch.amazonaws.com",
            conditions=(
                ("ArnLike", "aws:SourceArn", scope.arn("cloudwatch", "alarm:*")),
                ("StringEquals", "aws:SourceAccount", scope.account_id),
            ),
            sid="AllowAlarms",
        )
        return cls(scope, name, Policy((allow,)))

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A topic that a bucket may publish to."""
        return cls.open_to_bucket(scope, "example-topic", Bucket.example(scope))


@handles(Topic)
class TopicHandler(Handler[Topic]):
    """Topics over SNS's API."""

    in_place: ClassVar[frozenset[str]] = frozenset({"Policy", "Tags"})

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The topics of the region."""
        pages = clients.sns.get_paginator("list_topics").paginate()
        arns = [topic["TopicArn"] for page in pages for topic in page["Topics"]]
        return [ExistingResource(Topic.kind, arn.rpartition(":")[2], clients.region, {"arn": arn}) for arn in arns]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating("NotFound", "ResourceNotFound"):
            return tag_map(clients.sns.list_tags_for_resource(ResourceArn=existing.values["arn"])["Tags"])
        return {}

    def desired(self, context: "ApplyContext", resource: Topic) -> Attributes:
        """Its tags, and its policy where the declaration has one."""
        policy = {"Policy": resource.policy.document} if resource.policy else {}
        return {"Tags": resource.scope.tag_map, **policy}

    def actual(self, clients: "Clients", resource: Topic, existing: ExistingResource) -> Attributes:
        """Its tags and policy."""
        attributes = clients.sns.get_topic_attributes(TopicArn=resource.arn)["Attributes"]
        return {"Tags": self.tags_of(clients, existing), "Policy": parsed(attributes.get("Policy"))}

    def create(self, context: "ApplyContext", resource: Topic) -> ExistingResource:
        """Make it."""
        attributes = {"Policy": resource.policy.json} if resource.policy else {}
        context.clients.sns.create_topic(Name=resource.name, Attributes=attributes, Tags=resource.scope.tag_list)
        return resource.existing(arn=resource.arn)

    def update(
        self, context: "ApplyContext", resource: Topic, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Set the policy or the tags."""
        sns = context.clients.sns
        if "Policy" in changed and resource.policy:
            sns.set_topic_attributes(TopicArn=resource.arn, AttributeName="Policy", AttributeValue=resource.policy.json)
        if "Tags" in changed:
            sns.tag_resource(ResourceArn=resource.arn, Tags=resource.scope.tag_list)
        return existing

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it; SNS removes its subscriptions too. DeleteTopic succeeds for a topic that is gone."""
        clients.sns.delete_topic(TopicArn=existing.values["arn"])
