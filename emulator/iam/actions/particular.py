"""Requests that name their resources in a way of their own: queue URLs, short names of functions, log groups, buses."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from emulator.iam.actions.call import Call, Need
from emulator.iam.actions.published import Action

_TAGGING = ("TagResource", "UntagResource", "ListTagsForResource")
_FUNCTION = re.compile(
    r"(?:arn:[\w-]+:lambda:(?P<region>[\w-]+):)?(?:(?P<account>\d{12}):)?(?:function:)?(?P<name>[\w-]+)(?::(?P<qualifier>[$\w-]+))?"
)
_DEFAULT_BUS = "default"


def queue(call: Call) -> str:
    """The queue of a URL: `https://sqs.<region>.amazonaws.com/<account>/<name>`, as any emulator writes it.

    Account, region and name stand where SQS reads them: in the path and the host, never in a query or a fragment.
    """
    url = urlsplit(call.text("QueueUrl").rstrip("/"))
    parts, labels = url.path.lstrip("/").split("/"), url.netloc.split(".")
    if len(parts) == 4 and parts[0] == "queue":
        region = parts[1]
    elif len(parts) != 2:
        return parts[0] and f"arn:aws:sqs:{call.region}:{call.account_id}:{parts[0]}" if len(parts) == 1 else ""
    elif labels[0] == "sqs" and len(labels) > 1:
        region = labels[1]
    elif len(labels) > 1 and labels[1] == "queue":
        region = labels[0]
    else:
        region = "us-east-1" if labels[0] == "queue" else call.region
    account_id, name = parts[-2:]
    owner = account_id if account_id.isdigit() and len(account_id) == 12 else call.account_id
    return f"arn:aws:sqs:{region}:{owner}:{name}"


def function(call: Call) -> str:
    """The function of a name, a partial ARN or an ARN, with the version or alias that is asked for."""
    found = _FUNCTION.fullmatch(call.text("FunctionName"))
    if found is None:
        return ""
    region, account_id = found["region"] or call.region, found["account"] or call.account_id
    qualifier = found["qualifier"] or call.text("Qualifier")
    ending = f":{qualifier}" if qualifier and qualifier != "$LATEST" else ""
    return f"arn:aws:lambda:{region}:{account_id}:function:{found['name']}{ending}"


def subscription(call: Call) -> str:
    """The topic of a subscription."""
    return ":".join(call.text("SubscriptionArn").split(":")[:6])


def log_group(call: Call, resource: str) -> str:
    """Group-level actions are asked on `log-group:<name>:log-stream:`, tagging on the group itself.

    Source: CloudWatch Logs user guide, "ARNs": without `:*` only for tagging; and the services' own refusals.
    """
    if call.operation in _TAGGING or ":log-stream:" in resource or ":log-group:" not in resource:
        return resource
    return f"{resource}:log-stream:"


def buses(call: Call) -> tuple[str, ...]:
    """The buses of the entries of `PutEvents`; without a name it is the account's default bus."""
    entries: list[Mapping[str, Any]] = call.parameters.get("Entries") or [{}]
    names = dict.fromkeys(str(entry.get("EventBusName") or _DEFAULT_BUS) for entry in entries)
    prefix = f"arn:aws:events:{call.region}:{call.account_id}:event-bus/"
    return tuple(name if name.startswith("arn:") else prefix + name for name in names)


def rule(call: Call) -> str:
    """A rule's ARN names its bus, but for the default one."""
    name, bus = call.text("Name") or call.text("Rule"), call.text("EventBusName").rsplit("/", 1)[-1]
    middle = f"{bus}/" if bus and bus != _DEFAULT_BUS else ""
    return f"arn:aws:events:{call.region}:{call.account_id}:rule/{middle}{name}" if name else ""


def re_encryption(call: Call) -> tuple[Need, ...]:
    """From one key and to another."""
    pairs = (("kms:ReEncryptFrom", "SourceKeyId"), ("kms:ReEncryptTo", "DestinationKeyId"))
    return tuple(Need(action, key(call, parameter)) for action, parameter in pairs)


def key(call: Call, parameter: str = "KeyId") -> str:
    """A key by its id, its ARN or an alias; AWS asks for the key behind an alias."""
    given = call.text(parameter)
    if given.startswith("arn:") and ":alias/" not in given:
        return given
    if "alias/" in given:
        alias = given[given.index("alias/") :]
        known = call.known.arn("alias", alias, call.account_id, call.region)
        return known or f"arn:aws:kms:{call.region}:{call.account_id}:{alias}"
    return f"arn:aws:kms:{call.region}:{call.account_id}:key/{given or '*'}"


_RULES = frozenset(
    [
        "DeleteRule",
        "DescribeRule",
        "DisableRule",
        "EnableRule",
        "ListTargetsByRule",
        "PutRule",
        "PutTargets",
        "RemoveTargets",
    ]
)
_SUBSCRIPTIONS = frozenset(("Unsubscribe", "GetSubscriptionAttributes", "SetSubscriptionAttributes"))


def resource(call: Call, action: Action) -> str:
    """The resource where a request names it in a way of its own; "" where the tables do."""
    finder = _FINDERS.get(call.service)
    if finder is None or (call.service == "lambda" and not _is_of_functions(action)):
        return ""
    return finder(call)


def _is_of_functions(action: Action) -> bool:
    return any(kind.name.startswith("function") for kind in (*action.required, *action.optional))


def _of_events(call: Call) -> str:
    return rule(call) if call.operation in _RULES else ""


def _of_sns(call: Call) -> str:
    return subscription(call) if call.operation in _SUBSCRIPTIONS else ""


def _of_kms(call: Call) -> str:
    return key(call) if call.text("KeyId") else ""


_FINDERS: Mapping[str, Callable[[Call], str]] = {
    "sqs": queue,
    "lambda": function,
    "events": _of_events,
    "sns": _of_sns,
    "kms": _of_kms,
}
