"""What an operation needs: its actions, each on its resource, with the condition keys that the request gives."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from emulator.iam.actions import dynamodb, particular, s3
from emulator.iam.actions.additional import additional
from emulator.iam.actions.call import Call, Need
from emulator.iam.actions.keys import request_keys
from emulator.iam.actions.names import PASSED_ROLES, PREFIXES, RENAMED
from emulator.iam.actions.published import Action, actions
from emulator.iam.actions.remembered import remembered
from emulator.iam.actions.resources import resources_of

_IN_URI = re.compile(r"\{([\w-]+)\+?\}")


class UnmappedError(LookupError):
    """No table tells what this operation needs."""


_NOT_PUBLISHED = {
    ("cloudwatch", "DescribeAlarmContributors"): ("arn:aws:cloudwatch:{region}:{account}:alarm:{name}", "AlarmName"),
    ("iam", "UpdateDelegationRequest"): ("arn:aws:iam::{account}:delegation-request/{name}", "DelegationRequestId"),
}
"""Operations that are newer than AWS's reference: the resource, and the parameter that names it."""


def needs(call: Call, method: str = "", uri: str = "") -> tuple[Need, ...]:
    """Every (action, resource) that must be allowed before `call` is done.

    `method` and `uri` are botocore's of the operation: API Gateway's actions are HTTP methods on paths.
    UnmappedError for an operation that no table has.
    """
    keys = request_keys(call)
    found = (*_own(call, method, uri), *additional(call))
    merged = tuple(Need(one.action, one.resource, {**keys, **one.keys}) for one in found)
    return merged + tuple(_passed_roles(call))


def _own(call: Call, method: str, uri: str) -> Iterator[Need]:
    if call.service == "s3":
        if call.operation not in s3.OPERATIONS:
            raise UnmappedError(f"s3 {call.operation}")
        yield from s3.needs(call)
    elif call.service in ("apigateway", "apigatewayv2"):
        yield Need(f"apigateway:{method}", f"arn:aws:apigateway:{call.region}::{_path(call, uri)}")
    elif call.service in ("dynamodb", "dynamodbstreams") and call.operation in dynamodb.SPECIAL:
        yield from dynamodb.SPECIAL[call.operation](call)
    elif (call.service, call.operation) == ("kms", "ReEncrypt"):
        yield from particular.re_encryption(call)
    elif (call.service, call.operation) in _NOT_PUBLISHED:
        resource, parameter = _NOT_PUBLISHED[call.service, call.operation]
        named = resource.format(region=call.region, account=call.account_id, name=call.text(parameter))
        yield Need(f"{call.service}:{call.operation}", named)
    else:
        yield from _by_table(call)


def _by_table(call: Call) -> Iterator[Need]:
    prefix = PREFIXES.get(call.service, call.service)
    name = RENAMED.get((call.service, call.operation), call.operation)
    action = actions(prefix).get(name.lower())
    if action is None:
        raise UnmappedError(f"{call.service} {call.operation}")
    for resource in remembered(call, prefix, action, _resources):
        yield Need(f"{prefix}:{action.name}", resource)


def _resources(call: Call, prefix: str, action: Action) -> tuple[str, ...]:
    if (call.service, call.operation) == ("events", "PutEvents"):
        return particular.buses(call)
    if action.required or action.optional:
        named = particular.resource(call, action)
        if named and prefix != "kms":
            return (named,)
        found = resources_of(call, prefix, action)
        if named:  # an alias of KMS is asked for beside its key
            found = tuple(named if ":key/" in one else one for one in found)
        return tuple(particular.log_group(call, one) for one in found) if prefix == "logs" else found
    return ("*",)


def _path(call: Call, uri: str) -> str:
    """The request's path with its names; HTTP APIs are written without the version of the service."""
    bare = uri.partition("?")[0].removeprefix("/v2")
    given = {name.lower(): value for name, value in call.parameters.items()}

    def fill(found: re.Match[str]) -> str:
        value = given.get(re.sub("[_-]", "", found[1].lower()), given.get(found[1].lower()))
        return quote(str(value), safe="") if value else "*"

    return _IN_URI.sub(fill, bare)


def _passed_roles(call: Call) -> Iterator[Need]:
    """`iam:PassRole` for a role that the request hands to a service."""
    parameter, service = PASSED_ROLES.get((call.service, call.operation), ("", ""))
    given = call.parameters.get(parameter)
    roles = [given] if isinstance(given, str) else [target.get("RoleArn") for target in given or ()]
    for role in dict.fromkeys(roles):
        if role:
            yield Need("iam:PassRole", role, {"iam:passedtoservice": service})
