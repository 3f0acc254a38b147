"""What can happen to a standing stack before it is taken down, and what may stand beside it."""

from collections.abc import Callable, Container
from contextlib import suppress
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.model.resource import ExistingResource, Resource
from bootstrap.model.scope import Scope
from bootstrap.registry import handlers
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.bucket import Bucket
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.queue import Queue
from bootstrap.resources.role import Role
from bootstrap.resources.topic import Topic
from tests.integration.teardown.standing import EMPTY_ZIP, fill

Breakage = Callable[[Clients, list[ExistingResource], Random], None]


def leftovers(scope: Scope) -> list[Resource]:
    """Things with the stack's tags that it doesn't declare, as an earlier version of it may have left them."""
    return [
        Queue(scope, "an-old-queue"),
        Topic(scope, "an-old-topic"),
        LogGroup(scope, "/an/old/group"),
        Role(scope, "an-old-role"),
        Bucket(scope, f"an-old-bucket-{scope.account_id}"),
        Alarm(scope, "an-old-alarm", "Old", "N", "Maximum", 1, 60),
    ]


def of(kind: str, existing: list[ExistingResource]) -> list[ExistingResource]:
    """Those of the kind whose name ends so, such as `Queue`."""
    return [each for each in existing if each.kind.endswith(f"::{kind}")]


def removed(clients: Clients, existing: list[ExistingResource], random: Random) -> None:
    """Some go, in no order."""
    for each in random.sample(existing, min(len(existing), 6)):
        handlers()[each.kind].delete(clients, each)


def littered(clients: Clients, existing: list[ExistingResource], random: Random) -> None:
    """Buckets with versions, markers and unfinished uploads; queues with messages, some in flight."""
    for bucket in of("Bucket", existing):
        fill(clients, bucket.identity)
    for queue in of("Queue", existing):
        for _ in range(random.randint(1, 12)):
            clients.sqs.send_message(QueueUrl=queue.values["url"], MessageBody="not what is expected")
        clients.sqs.receive_message(QueueUrl=queue.values["url"], MaxNumberOfMessages=3)


def untagged(clients: Clients, existing: list[ExistingResource], random: Random) -> None:
    """Somebody takes the tags away, but for leftovers: without tags nobody could know whose they are."""
    existing = [each for each in existing if "an-old" not in each.identity]
    keys = ["Project", "Environment", "Owner", "CostCenter"]
    for queue in of("Queue", existing):
        clients.sqs.untag_queue(QueueUrl=queue.values["url"], TagKeys=keys)
    for function in of("Function", existing):
        clients.lambda_.untag_resource(Resource=function.values["arn"], TagKeys=keys)
    for role in of("Role", existing):
        clients.iam.untag_role(RoleName=role.identity, TagKeys=keys)
    for bucket in of("Bucket", existing):
        clients.s3.delete_bucket_tagging(Bucket=bucket.identity)


def changed(clients: Clients, existing: list[ExistingResource], random: Random) -> None:
    """Settings are other ones than declared."""
    for queue in of("Queue", existing):
        attributes: Any = {"VisibilityTimeout": str(random.randint(0, 900))}
        clients.sqs.set_queue_attributes(QueueUrl=queue.values["url"], Attributes=attributes)
    for mapping in of("EventSourceMapping", existing):
        clients.lambda_.update_event_source_mapping(UUID=mapping.values["uuid"], Enabled=False)
    for group in of("LogGroup", existing):
        clients.logs.put_retention_policy(logGroupName=group.identity, retentionInDays=1)
    for function in of("Function", existing):
        clients.lambda_.update_function_configuration(FunctionName=function.identity, MemorySize=256)


def added(clients: Clients, existing: list[ExistingResource], random: Random) -> None:
    """Parts are added by hand to what is there."""
    for function in of("Function", existing):
        name = function.identity
        principal = "s3.amazonaws.com"
        action = "lambda:InvokeFunction"
        clients.lambda_.add_permission(FunctionName=name, StatementId="by-hand", Action=action, Principal=principal)
        version = clients.lambda_.publish_version(FunctionName=name)["Version"]
        clients.lambda_.create_alias(FunctionName=name, Name="by-hand", FunctionVersion=version)
    for group in of("LogGroup", existing):
        value: Any = {"metricName": "N", "metricNamespace": "ByHand", "metricValue": "1"}
        clients.logs.put_metric_filter(
            logGroupName=group.identity, filterName="by-hand", filterPattern="", metricTransformations=[value]
        )
    for topic in of("Topic", existing):
        arn = f"arn:aws:sns:{clients.region}:{clients.account_id}:{topic.identity}"
        clients.sns.subscribe(TopicArn=arn, Protocol="email", Endpoint="by-hand@example.com")
    for role in of("Role", existing):
        policy = '{"Version": "2012-10-17", "Statement": []}'
        clients.iam.put_role_policy(RoleName=role.identity, PolicyName="by-hand", PolicyDocument=policy)
    for layer in of("LayerVersion", existing):
        clients.lambda_.publish_layer_version(LayerName=layer.identity, Content={"ZipFile": EMPTY_ZIP})
    for api in of("RestApi", existing):
        clients.apigateway.create_rest_api(name=api.identity)


def busy(clients: Clients, existing: list[ExistingResource], random: Random) -> None:
    """Functions run, and what they cause is under way."""
    for function in of("Function", existing):
        for _ in range(2):
            clients.lambda_.invoke(FunctionName=function.identity, InvocationType="Event", Payload=b"{}")
    for bucket in of("Bucket", existing):
        for number in range(random.randint(1, 10)):
            clients.s3.put_object(Bucket=bucket.identity, Key=f"uploads/job-{number}/n.jpg", Body=b"x" * 30)


BREAKAGES: tuple[Breakage, ...] = (removed, littered, untagged, changed, added, busy)


def break_down(breakage: Breakage, clients: Clients, ours: Container[str], random: Random) -> None:
    """Let it happen to whatever is there now of ours in the region; what is refused after earlier ones isn't done."""
    with suppress(ClientError):
        breakage(clients, [each for each in inventory(clients).existing if each.address in ours], random)
