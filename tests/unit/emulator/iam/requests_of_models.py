"""For every operation of botocore's models a request that gives all parameters, each a plausible value."""

from functools import cache
from typing import Any

import botocore.session
from botocore.model import OperationModel, Shape

from emulator.iam.actions.call import Call
from emulator.iam.actions.names import PREFIXES, RENAMED
from emulator.iam.actions.published import ResourceType, actions

REGION, ACCOUNT = "us-east-1", "000000000000"
_DEPTH = 5


def operations(service: str) -> list[OperationModel]:
    """Every operation of a service."""
    model = _session().get_service_model(service)
    return [model.operation_model(name) for name in model.operation_names]


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def call(operation: OperationModel) -> Call:
    service = operation.service_model.service_name
    prefix = PREFIXES.get(service, service)
    action = actions(prefix).get(RENAMED.get((service, operation.name), operation.name).lower())
    kinds = (*action.required, *action.optional) if action else ()
    arn = _arn(kinds[0]) if kinds else "arn:aws:x:::y"
    shape = operation.input_shape
    parameters = {name: _value(member, name, arn) for name, member in shape.members.items()} if shape else {}
    return Call(service, operation.name, parameters, REGION, ACCOUNT)


def _arn(kind: ResourceType) -> str:
    return kind.fill({"Partition": "aws", "Region": REGION, "Account": ACCOUNT, **dict.fromkeys(kind.own, "name")})


def _value(shape: Any, name: str, arn: str, depth: int = 0) -> Any:
    """A value of the shape: ARNs where the name says so, of structures the required members."""
    kind = shape.type_name
    if kind == "list":
        return [_value(shape.member, name, arn, depth + 1)]
    if kind == "map":
        return {"name": _value(shape.value, name, arn, depth + 1)}
    if kind == "structure":
        return _structure(shape, arn, depth)
    plain = {"integer": 1, "long": 1, "float": 1, "double": 1, "boolean": True}
    return _text(shape, name, arn) if kind == "string" else plain.get(kind, "x")


def _structure(shape: Any, arn: str, depth: int) -> Any:
    wanted = [] if depth > _DEPTH else shape.required_members or list(shape.members)[:1]
    return {name: _value(shape.members[name], name, arn, depth + 1) for name in wanted}


def _text(shape: Shape, name: str, arn: str) -> str:
    if name.lower().endswith(("arn", "arns", "arnlist")) or name == "Resource":
        return arn
    if name in ("CopySource", "RenameSource"):
        return "name/name"
    if name == "Statement":
        return 'SELECT * FROM "name"'
    enum: list[str] = shape.metadata.get("enum", [])
    return enum[0] if enum else "name"
