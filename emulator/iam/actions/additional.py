"""What operations need beside the action that bears their name.

Rules: the permissions that the API references name ("you must have permission for …"): Lambda's CreateFunction,
UpdateFunctionCode and PublishLayerVersion, Secrets Manager's BatchGetSecretValue, SQS's StartMessageMoveTask.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from emulator.iam.actions.call import Call, Need

_ANY = "*"


def additional(call: Call) -> tuple[Need, ...]:
    """The further needs of an operation; none of most."""
    find = OPERATIONS.get((call.service, call.operation))
    return find(call) if find else ()


def _object(place: Mapping[str, Any]) -> tuple[Need, ...]:
    """The object that a function's or a layer's code is read from, with the caller's own permission."""
    bucket, key = place.get("S3Bucket"), place.get("S3Key")
    if not bucket:
        return ()
    action = "s3:GetObjectVersion" if place.get("S3ObjectVersion") else "s3:GetObject"
    return (Need(action, f"arn:aws:s3:::{bucket}/{key}"),)


def _secrets(call: Call) -> tuple[Need, ...]:
    """Each secret that a batch names must be readable; one that is chosen by filters may be any."""
    names: Iterable[str] = call.parameters.get("SecretIdList") or (_ANY,)
    return tuple(Need("secretsmanager:GetSecretValue", _secret(call, name)) for name in names)


def _secret(call: Call, name: str) -> str:
    if name == _ANY or name.startswith("arn:"):
        return name
    known = call.known.arn("secret", name, call.account_id, call.region)
    return known or f"arn:aws:secretsmanager:{call.region}:{call.account_id}:secret:{name}"


def _moved(call: Call) -> tuple[Need, ...]:
    """Messages are received and deleted where they are, and sent to where they go."""
    source, destination = call.text("SourceArn"), call.text("DestinationArn")
    found = [Need(f"sqs:{name}", source) for name in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")]
    return (*found, *([Need("sqs:SendMessage", destination)] if destination else []))


OPERATIONS: Mapping[tuple[str, str], Callable[[Call], tuple[Need, ...]]] = {
    ("lambda", "CreateFunction"): lambda call: _object(call.parameters.get("Code") or {}),
    ("lambda", "UpdateFunctionCode"): lambda call: _object(call.parameters),
    ("lambda", "PublishLayerVersion"): lambda call: _object(call.parameters.get("Content") or {}),
    ("secretsmanager", "BatchGetSecretValue"): _secrets,
    ("sqs", "StartMessageMoveTask"): _moved,
}
"""By service and operation, botocore's names."""
