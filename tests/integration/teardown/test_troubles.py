"""The known troubles of taking things down, each with its cure, on the emulator."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from botocore.exceptions import ClientError

from bootstrap.apply import apply
from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.model.resource import Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Interpreter
from bootstrap.resources.bucket import Bucket, BucketHandler
from bootstrap.resources.function import Function
from bootstrap.resources.layer import Layer
from bootstrap.resources.role import Role
from bootstrap.teardown import teardown
from harness.probes.emulator import Emulator
from tests.integration.teardown.between import Asked, Refusal, between
from tests.integration.teardown.standing import EMPTY_ZIP, declared, stand, use

UPLOADS = 200
ODD_KEYS = (
    "a//b", " leading", "trailing ", "../up", "%2F%00", "&<>\"'", "ünï✓", "line\nfeed", "carriage\rreturn", "tab\t",
    "bell\x07", "escape\x1b", "x" * 1024,
)  # fmt: skip


def made(clients: Clients, folder: Path, *resources: Resource) -> Stack:
    stack = Stack("trouble", resources[0].scope, resources)
    apply(stack, clients, Interpreter.of_this_machine("3.11"), folder)
    return stack


def scope(clients: Clients) -> Scope:
    return Scope(clients.account_id, clients.region)


def gone(stack: Stack, clients: Clients, foreign: AbstractSet[str] = frozenset()) -> None:
    report = teardown(stack, clients)
    assert report.clean, report.text()
    assert {each.address for each in inventory(clients).existing} == foreign


def test_keys_that_xml_can_not_say_keep_no_bucket(clients: Clients, tmp_path: Path) -> None:
    bucket = Bucket(scope(clients), f"odd-{clients.account_id}")
    stack = made(clients, tmp_path, bucket)
    for key in ODD_KEYS:
        clients.s3.put_object(Bucket=bucket.name, Key=key, Body=b"1")
        if key.isprintable():  # the emulator has no answer for the others
            clients.s3.create_multipart_upload(Bucket=bucket.name, Key=key)
    gone(stack, clients)


@contextmanager
def uploading(clients: Clients, bucket: str) -> Iterator[None]:
    """Somebody uploads without a pause, and has not come to the end when the block begins."""
    begun = Event()

    def upload() -> None:
        for number in range(UPLOADS):
            try:
                clients.s3.put_object(Bucket=bucket, Key=f"{number}", Body=b"1")
            except ClientError:
                return
            begun.set()

    thread = Thread(target=upload, daemon=True)
    thread.start()
    assert begun.wait(10)
    yield
    thread.join(60)


def test_uploads_under_way_keep_no_bucket(clients: Clients, tmp_path: Path) -> None:
    bucket = Bucket(scope(clients), f"busy-{clients.account_id}")
    stack = made(clients, tmp_path, bucket)
    with uploading(clients, bucket.name):
        gone(stack, clients)


def test_objects_that_stay_keep_only_themselves(clients: Clients, tmp_path: Path) -> None:
    """One that S3 refuses to delete is named; all others go."""
    bucket = Bucket(scope(clients), f"held-{clients.account_id}")
    stack = made(clients, tmp_path, bucket)
    s3 = clients.s3
    s3.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object_lock_configuration(Bucket=bucket.name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})
    for key in ("a", "held", "z"):
        s3.put_object(Bucket=bucket.name, Key=key, Body=b"1")
    s3.create_multipart_upload(Bucket=bucket.name, Key="unfinished")
    s3.put_object_legal_hold(Bucket=bucket.name, Key="held", LegalHold={"Status": "ON"})
    report = teardown(stack, clients)
    assert list(report.left) == [bucket.address]
    assert report.left[bucket.address] == f"1 objects of {bucket.name} stay, such as held: AccessDenied"
    assert BucketHandler().count_contents(clients, bucket.existing()) == 1
    s3.put_object_legal_hold(Bucket=bucket.name, Key="held", LegalHold={"Status": "OFF"})
    gone(stack, clients)


def test_a_role_with_more_policies_and_an_instance_profile_goes(clients: Clients, tmp_path: Path) -> None:
    role = Role.example(scope(clients))
    stack, iam = made(clients, tmp_path, role), clients.iam
    iam.put_role_policy(RoleName=role.name, PolicyName="by-hand", PolicyDocument=role.policies[0][1].json)
    own = iam.create_policy(PolicyName="by-hand", PolicyDocument=role.policies[0][1].json)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=role.name, PolicyArn=own)
    iam.create_instance_profile(InstanceProfileName="by-hand")
    iam.add_role_to_instance_profile(InstanceProfileName="by-hand", RoleName=role.name)
    gone(stack, clients)
    assert iam.get_policy(PolicyArn=own)["Policy"]["AttachmentCount"] == 0
    assert iam.get_instance_profile(InstanceProfileName="by-hand")["InstanceProfile"]["Roles"] == []


def test_a_layer_that_somebody_elses_function_uses_goes_and_the_function_stays(
    clients: Clients, tmp_path: Path
) -> None:
    layer = Layer.example(scope(clients))
    stack = made(clients, tmp_path, layer)
    for _ in range(2):
        clients.lambda_.publish_layer_version(LayerName=layer.name, Content={"ZipFile": EMPTY_ZIP})
    foreign = Function.example(scope(clients))
    made(clients, tmp_path, foreign)
    kept = {each.address for each in inventory(clients).existing} - {layer.address}
    gone(stack, clients, kept)
    answer = clients.lambda_.invoke(FunctionName=foreign.name, Payload=b'"still here"')
    assert answer["Payload"].read() == b'"still here"'
    gone(Stack("foreign", foreign.scope, (foreign,)), clients)


def test_a_function_with_versions_aliases_and_a_url_goes(clients: Clients, tmp_path: Path) -> None:
    function = Function.example(scope(clients))
    stack, lambda_ = made(clients, tmp_path, function), clients.lambda_
    version = lambda_.publish_version(FunctionName=function.name)["Version"]
    lambda_.create_alias(FunctionName=function.name, Name="live", FunctionVersion=version)
    lambda_.add_permission(
        FunctionName=function.name, StatementId="by-hand", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com"
    )
    lambda_.create_function_url_config(FunctionName=function.name, AuthType="NONE")
    gone(stack, clients)


def passing(times: int, matches: Callable[[Asked], bool], refusal: Refusal) -> Callable[[Asked], Refusal | None]:
    """Refuse the first so many that match, each once more than botocore asks by itself."""
    refused: list[Asked] = []

    def rule(asked: Asked) -> Refusal | None:
        if len(refused) >= times or not matches(asked):
            return None
        refused.append(asked)
        return refusal

    return rule


@pytest.mark.parametrize(
    ("operation", "refusal"),
    [
        ("DeleteRole", Refusal("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409)),
        pytest.param("DeleteQueue", Refusal("RequestThrottled", "Rate exceeded"), marks=pytest.mark.slow),
        pytest.param(
            "DeleteTable", Refusal("ResourceInUseException", "Table is being created"), marks=pytest.mark.slow
        ),
        pytest.param(
            "DeleteLogGroup",
            Refusal("OperationAbortedException", "A conflicting operation is in progress"),
            marks=pytest.mark.slow,
        ),
        ("DELETE", Refusal("ResourceConflictException", "An update is in progress for the resource", 409)),
        ("DELETE", Refusal("TooManyRequestsException", "Rate exceeded", 429)),
    ],
    ids=["role in use", "queues throttled", "table busy", "log group busy", "function updated", "throttled"],
)
def test_a_refusal_that_passes_is_overcome(operation: str, refusal: Refusal, clients: Clients) -> None:
    standing = stand(declared("media-pipeline", clients), clients)
    with between(standing.clients) as faulty:
        faulty.rule = passing(2, lambda asked: asked.operation.startswith(operation) and bool(asked.service), refusal)
        report = teardown(standing.stack, faulty.clients)
    assert report.clean, report.text()
    assert len(inventory(standing.clients)) == 0


def test_a_log_group_that_comes_back_meanwhile_goes_too(clients: Clients) -> None:
    """As an invocation makes it again that ends after its group was removed."""
    standing = stand(declared("media-pipeline", clients), clients)
    use(standing)
    group = "/aws/lambda/worker-lambda"
    with between(standing.clients) as seen:

        def rule(asked: Asked) -> None:
            if asked.service == "lambda" and asked.operation.startswith("DELETE /2018-10-31/layers/"):
                back(standing.clients, group)

        seen.rule = rule
        report = teardown(standing.stack, seen.clients)
    assert report.clean, report.text()
    assert [each.identity for each in report.deleted].count(group) == 2
    assert Emulator(standing.clients).quiet()
    assert len(inventory(standing.clients)) == 0


def back(clients: Clients, group: str) -> None:
    clients.logs.create_log_group(logGroupName=group)
