"""One decision, recorded: a principal, an action, a resource, with the policies that the services hold right now."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from emulator.divergences import divergences
from emulator.iam.actions.call import Call, Need, account_of
from emulator.iam.evaluation import AccessRequest, Candidates, Decision, decide_among
from emulator.iam.evaluator import Evaluator
from emulator.iam.global_keys import Circumstances, global_keys
from emulator.iam.modes import Mode, Modes
from emulator.iam.observations import Observations
from emulator.iam.principals import Principal, PrincipalKind
from emulator.iam.templates import Context
from emulator.localstack.iam.policies import Held, Text, held_by, owner_and_texts, with_resource
from emulator.localstack.iam.stores import bucket, iam, role_named
from emulator.localstack.s3.namespaces import buckets_named

_BUCKETS = "arn:aws:s3:::"
_ACCOUNT = re.compile(r"[:/](\d{12})[:/]")

modes = Modes()
observations = Observations()
_evaluator = Evaluator()


@dataclass(frozen=True)
class Asking:
    """Who asks and how; `account_id` is the account whose resources the request means."""

    principal: Principal
    account_id: str
    region: str
    held: Held
    source_arn: str = ""
    request: Any = None

    @cached_property
    def source_account(self) -> str:
        """The account of the resource that a service acts for; "" when it acts for none."""
        return source_account(self.source_arn, self.account_id)

    @cached_property
    def keys(self) -> Context:
        """The global condition keys, put together when a condition is first looked at."""
        headers = {} if self.request is None else self.request.headers
        how = Circumstances(
            self.region,
            time.time(),
            "" if self.request is None else str(self.request.remote_addr or ""),
            str(headers.get("User-Agent", "")),
            self.source_arn,
            self.source_account,
            *_identity(self.principal),
        )
        return global_keys(self.principal, how)


def asking(
    principal: Principal,
    account_id: str,
    region: str,
    source_arn: str = "",
    session_policy: str = "",
    request: Any = None,
) -> Asking:
    """Put together who asks, from what the services know of them."""
    return Asking(principal, account_id, region, held_by(principal, session_policy), source_arn, request)


class Decided(NamedTuple):
    """A decision and what it was made of: the resource's owner and its policy's texts, and the statements.

    `candidates` are those of the principal and the action, whatever the resource; `keys` are the condition keys that
    those of them look at which concern the resource.
    """

    request: AccessRequest
    decision: Decision
    owner: str
    texts: tuple[Text, ...]
    candidates: Candidates
    keys: frozenset[str]


def decide(asked: Asking, need: Need) -> Decided:
    """Decide, and record it. What the root user does in its own account isn't recorded when it is allowed."""
    owner, texts = owner_and_texts(need.resource, asked.account_id)
    held = with_resource(asked.held, need.action, need.resource, texts)
    request = AccessRequest(asked.principal, need.action, need.resource, owner)
    candidates = _evaluator.candidates(asked.principal, need.action, held.policies, held.version)
    found = candidates.at(need.resource)
    keys = found.keys
    decision = None if keys else decide_among(request, found)
    if decision is None or not decision.is_allowed:
        request = replace(request, context={**asked.keys, **need.keys, "aws:resourceaccount": owner})
        decision = decide_among(request, found)
    if not (decision.is_allowed and asked.principal.kind is PrincipalKind.ROOT):
        account_id = asked.principal.account_id or owner
        observations.note(account_id, request, decision)
        if not decision.is_allowed and modes.of(account_id) is Mode.OBSERVE:
            divergences.touch("iam-observed", f"{need.action} by {asked.principal.name}", account_id)
    return Decided(request, decision, owner, texts, candidates, keys)


def asked_account(call: Call) -> str:
    """The account of what a service asks for: in an ARN or a URL among the parameters."""
    for name in ("TopicArn", "TargetArn", "FunctionName", "RoleArn", "QueueUrl", "stateMachineArn", "EventBusName"):
        found = _ACCOUNT.search(call.text(name))
        if found:
            return found[1]
    bucket_name = call.text("Bucket")
    return (bucket(bucket_name, "")[0] if bucket_name else "") or call.account_id


def source_account(source_arn: str, account_id: str) -> str:
    """The account of the resource that a service acts for; a bucket is `account_id`'s when that has one of the name."""
    if not source_arn.startswith(_BUCKETS):
        return account_of(source_arn, account_id) if source_arn else ""
    owners = buckets_named(source_arn.removeprefix(_BUCKETS).partition("/")[0])
    return account_id if account_id in owners or not owners else min(owners)


def user_id(principal: Principal) -> str:
    """`aws:userid`: the id of a user, of a role with its session's name; of an account's root the account's."""
    return _identity(principal)[0] or principal.account_id


def _identity(principal: Principal) -> tuple[str, dict[str, str]]:
    """`aws:userid` and the tags of a user or of a role."""
    holder, suffix = None, ""
    if principal.kind is PrincipalKind.ROLE:
        holder, suffix = role_named(principal.role_arn), f":{principal.name}"
    elif principal.kind is PrincipalKind.USER:
        backend = iam(principal.account_id)
        holder = backend.users.get(principal.name) if backend else None
    if holder is None:
        return "", {}
    tags = getattr(holder, "tags", None) or ()
    listed = tags.values() if isinstance(tags, Mapping) else tags
    # A role's are no dicts, but moto's own mappings.
    return f"{holder.id}{suffix}", {one["Key"]: one["Value"] for one in listed if isinstance(one, Mapping)}
