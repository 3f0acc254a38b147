"""Stacks that stand in an account of their own, and what their use leaves in them."""

from dataclasses import dataclass

from bootstrap.apply import apply
from bootstrap.audit import Audit, audit
from bootstrap.clients import Clients
from bootstrap.model.stack import Stack
from bootstrap.polling import until
from bootstrap.resources.bucket import Bucket
from bootstrap.resources.layer import Layer
from bootstrap.resources.queue import Queue
from bootstrap.stacks import RUNTIME, STACKS, StackOptions
from harness.cli import main
from harness.home import Home
from harness.probes.emulator import Emulator
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.user import MediaUser

CACHE = Home.default().cache
"""The project's, so that no layer is built for a test."""
SYSTEMS = ("s3-cleanup", "media-pipeline")


@dataclass(frozen=True)
class Standing:
    """A stack in an account, with clients in its region."""

    stack: Stack
    clients: Clients
    outputs: dict[str, str]

    def harness(self, *arguments: str) -> int:
        """The exit code of one command of the harness about this stack."""
        return harness(self.clients, *arguments)

    def tear_down(self, *more: str) -> int:
        """The exit code of `harness teardown`."""
        return self.harness("teardown", self.stack.name, "--account", self.clients.account_id, *more)

    def audit(self) -> Audit:
        """What the account holds in every region of AWS, with its owner."""
        return audit([self.stack], self.clients, self.clients.regions())

    def named(self, kind: type) -> list[str]:
        """The names of its resources of a type."""
        return [each.name for each in self.stack.resources if isinstance(each, kind)]


def harness(clients: Clients, *arguments: str) -> int:
    """The exit code of one command of the harness at the endpoint of these clients."""
    return main(["--endpoint", clients.endpoint.url, *arguments])


def declared(name: str, clients: Clients) -> Stack:
    """The stack of that name in the account of these clients."""
    return STACKS[name](StackOptions(account_id=clients.account_id))


def stand(stack: Stack, clients: Clients) -> Standing:
    """The stack, applied."""
    there = clients.in_region(stack.scope.region)
    return Standing(stack, there, apply(stack, there, Emulator(there).interpreter(RUNTIME), CACHE))


def use(standing: Standing) -> None:
    """Bring one object through the whole system, so that every function on its way has run and logged."""
    if standing.stack.name == "s3-cleanup":
        standing.clients.s3.put_object(Bucket="assignment4-test-bucket", Key="one.txt", Body=b"x" * 18)
        until(lambda: rows(standing, "HistoryTable"), bool, "a history")
    else:
        user = MediaUser(standing.outputs["api_url"])
        job_id = user.upload("one.jpg", photo(1, 64, 48)).job_id
        until(lambda: user.standing(job_id)["status"], lambda status: status == "COMPLETED", "the image")


def rows(standing: Standing, table: str) -> int:
    """How many records a table has."""
    return standing.clients.dynamodb.scan(TableName=table, Select="COUNT")["Count"]


def litter(standing: Standing) -> None:
    """Leave by hand all that keeps a resource from simply being deleted.

    Versioned buckets with versions, delete markers and unfinished uploads; messages waiting, delayed and in flight;
    a layer's further versions.
    """
    clients = standing.clients
    for bucket in standing.named(Bucket):
        fill(clients, bucket)
    for queue in standing.named(Queue):
        url = clients.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        for delay_s in (0, 0, 900):
            clients.sqs.send_message(QueueUrl=url, MessageBody="{}", DelaySeconds=delay_s)
        clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1)
    for layer in standing.named(Layer):
        clients.lambda_.publish_layer_version(LayerName=layer, Content={"ZipFile": EMPTY_ZIP})


EMPTY_ZIP = b"PK\x05\x06" + b"\0" * 18


def fill(clients: Clients, bucket: str) -> None:
    """Versions, objects that were deleted, the marker of one that never was, and unfinished uploads."""
    s3 = clients.s3
    s3.put_object(Bucket=bucket, Key="before versioning", Body=b"1")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for key in ("kept", "deleted", "a folder/with + and é & <"):
        for body in (b"1", b"2"):
            s3.put_object(Bucket=bucket, Key=key, Body=body)
    for key in ("deleted", "never was there"):
        s3.delete_object(Bucket=bucket, Key=key)
    for key in ("unfinished", "a folder/un + finished"):
        upload_id = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
        s3.upload_part(Bucket=bucket, Key=key, UploadId=upload_id, PartNumber=1, Body=b"part")
