"""The resources of requests to data planes, remembered: who sends a thousand messages names one queue a thousand times.

What a request names is among few of its parameters: texts that are ARNs, and those that `names` or a finder of
`particular` reads. The rest (bodies, items, attributes) can't change its resources and is left out of what is
remembered.
"""

from collections.abc import Callable
from functools import lru_cache

from emulator.iam.actions.additional import OPERATIONS
from emulator.iam.actions.call import Call
from emulator.iam.actions.dynamodb import SPECIAL
from emulator.iam.actions.names import PASSED_ROLES, PREFIXES, RENAMED, SOURCES
from emulator.iam.actions.published import Action, actions
from emulator.iam.actions.s3 import MORE

Named = tuple[tuple[str, str | int], ...]
Find = Callable[[Call, str, Action], tuple[str, ...]]
_SERVICES = frozenset(("sqs", "sns", "dynamodb", "logs", "lambda", "cloudwatch"))
"""Of these no name stands for an ARN that only the services know."""
_PARTICULAR = frozenset(("queueurl", "functionname", "qualifier", "subscriptionarn", "path"))
"""What `particular` reads of these services' requests, in lower case."""
_OBJECTS = frozenset(("GetObject", "HeadObject", "PutObject", "DeleteObject", "ListObjects", "ListObjectsV2"))
_TELLING = frozenset(("VersionId", "CopySource", "BypassGovernanceRetention", *MORE))
"""Parameters by which these operations need other actions or more of them."""
_MORE_TELLING = frozenset((*PASSED_ROLES, *OPERATIONS))
"""Operations that need more than what their names say."""
_LONGEST, _KINDS = 512, 8192


def remembered(call: Call, prefix: str, action: Action, find: Find) -> tuple[str, ...]:
    """What `find` says of the request; asked once for requests that name the same."""
    named = _named(call, prefix, action) if call.service in _SERVICES else None
    if named is None:
        return find(call, prefix, action)
    return _found(call.service, call.operation, call.region, call.account_id, named, prefix, action.name, find)


def naming(call: Call) -> Named | None:
    """What a request names; None where more than that tells what it needs.

    Requests of one service and operation that name the same need the same actions on the same resources.
    """
    if call.service == "s3":
        return _naming_of_object(call) if call.operation in _OBJECTS else None
    if call.service not in _SERVICES or (call.service, call.operation) in _MORE_TELLING:
        return None
    if call.service == "dynamodb" and call.operation in SPECIAL:
        return None
    prefix = PREFIXES.get(call.service, call.service)
    action = actions(prefix).get(RENAMED.get((call.service, call.operation), call.operation).lower())
    return _named(call, prefix, action) if action else None


def _naming_of_object(call: Call) -> Named | None:
    given = call.parameters
    if any(given[name] for name in _TELLING.intersection(given)):
        return None
    return (("Bucket", call.text("Bucket")), ("Key", call.text("Key")))


def _named(call: Call, prefix: str, action: Action) -> Named | None:
    """The parameters that name something; None when one of them is more than a text or a number."""
    names = _names(prefix, action)
    found: list[tuple[str, str | int]] = []
    for name, value in call.parameters.items():
        concerns = name.lower() in names
        if isinstance(value, str):
            if concerns or value.startswith("arn:"):
                if len(value) > _LONGEST:
                    return None
                found.append((name, value))
        elif isinstance(value, list):
            if concerns or any(isinstance(one, str) and one.startswith("arn:") for one in value):
                return None
        elif concerns:
            if type(value) is not int:
                return None
            found.append((name, value))
    return tuple(found)


_names_of: dict[int, frozenset[str]] = {}


def _names(prefix: str, action: Action) -> frozenset[str]:
    """The parameters, in lower case, that can name a resource of the action; a table's actions live for good."""
    known = _names_of.get(id(action))
    if known is None:
        kinds = (*action.required, *action.optional)
        sources = (source for kind in kinds for one in kind.own for source in SOURCES.get((prefix, one), (one,)))
        known = _PARTICULAR | {source.partition(".")[0].lower() for source in sources}
        _names_of[id(action)] = known
    return known


@lru_cache(maxsize=_KINDS)
def _found(
    service: str, operation: str, region: str, account_id: str, named: Named, prefix: str, action: str, find: Find
) -> tuple[str, ...]:
    return find(Call(service, operation, dict(named), region, account_id), prefix, actions(prefix)[action.lower()])
