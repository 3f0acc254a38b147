"""The policies that the services hold: of users, groups and roles in moto, of resources where each service keeps them.

Each comes with a version, its own text: two equal texts are one policy, however it was attached.
"""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from localstack.utils.aws.arns import parse_arn

from emulator.iam.actions.call import account_of
from emulator.iam.policies import Policies, Policy, PolicyKind, read_policy
from emulator.iam.principals import Principal, PrincipalKind
from emulator.localstack.iam.stores import bucket, iam, peek, role_named, topic_policy
from emulator.localstack.permissions.functions import policy_text

_BUCKETS = "arn:aws:s3:::"
Text = tuple[str, str]
"""The name of a policy and its document."""


@dataclass(frozen=True)
class Held:
    """Policies, and a version that changes with them."""

    policies: Policies
    version: Hashable


def held_by(principal: Principal, session_policy: str = "") -> Held:
    """The policies of a user or of a role's session; of others there are none."""
    if principal.kind is PrincipalKind.ROLE:
        return _of_role(principal, session_policy)
    if principal.kind is PrincipalKind.USER:
        return _of_user(principal)
    return Held(Policies(), principal.kind)


def version_of(principal: Principal, session_policy: str = "") -> Hashable:
    """The version that `held_by` gives, without reading the policies; None for a user, who may hold any."""
    if principal.kind is PrincipalKind.ROLE:
        role = role_named(principal.role_arn)
        if role is None:
            return principal.role_arn
        return (
            _texts(role),
            _boundary(principal.account_id, role.permissions_boundary_arn),
            _session(session_policy),
        )
    return None if principal.kind is PrincipalKind.USER else principal.kind


def held_by_group(arn: str) -> Policies | None:
    """The policies of a group alone; None when there is no such group."""
    backend, name = iam(arn.split(":")[4]), arn.rsplit("/", 1)[-1]
    groups = list(backend.groups.values()) if backend else []
    found = next((group for group in groups if group.name == name), None)
    return Policies(identity=_read(_texts(found), PolicyKind.IDENTITY)) if found else None


def with_resource(own: Held, action: str, resource: str, texts: tuple[Text, ...]) -> Held:
    """The same with the policy of a resource, as `owner_and_texts` tells it.

    Assuming a role asks for its trust policy, which like a key's policy must allow whatever identity policies say.
    """
    kind = PolicyKind.TRUST if action.startswith("sts:") else PolicyKind.RESOURCE
    must = kind is PolicyKind.TRUST or (resource.startswith("arn:aws:kms:") and ":key/" in resource)
    if kind is PolicyKind.RESOURCE and resource.startswith("arn:aws:iam:"):
        texts = ()
    if not texts and not must:
        return own
    found = replace(own.policies, resource=_read(texts or ((resource, ""),), kind), resource_must_allow=must)
    return Held(found, (own.version, texts, must))


def _of_role(principal: Principal, session_policy: str) -> Held:
    role = role_named(principal.role_arn)
    if role is None:
        return Held(Policies(), principal.role_arn)
    boundary = _boundary(principal.account_id, role.permissions_boundary_arn)
    return _put_together(_texts(role), boundary, _session(session_policy))


def _session(policy: str) -> tuple[Text, ...] | None:
    return (("the session policy", policy),) if policy else None


def _of_user(principal: Principal) -> Held:
    backend = iam(principal.account_id)
    found = backend.users.get(principal.name) if backend else None
    if found is None:
        return Held(Policies(), principal.arn)
    groups = [group for group in list(backend.groups.values()) if found in group.users]
    texts = tuple(text for holder in (found, *groups) for text in _texts(holder))
    return _put_together(texts, _boundary(principal.account_id, getattr(found, "permissions_boundary_arn", None)), None)


def _put_together(texts: tuple[Text, ...], boundary: tuple[Text, ...] | None, session: tuple[Text, ...] | None) -> Held:
    found = Policies(
        identity=_read(texts, PolicyKind.IDENTITY),
        boundary=None if boundary is None else _read(boundary, PolicyKind.BOUNDARY),
        session=None if session is None else _read(session, PolicyKind.SESSION),
    )
    return Held(found, (texts, boundary, session))


def _texts(holder: Any) -> tuple[Text, ...]:
    """Inline and managed policies of a user, a group or a role."""
    inline: tuple[Text, ...] = tuple(holder.policies.items())
    managed = tuple(holder.managed_policies.items())
    return (*inline, *((arn, document_of(policy)) for arn, policy in managed)) if managed else inline


def document_of(managed: Any) -> str:
    """The default version of a managed policy."""
    versions: list[Any] = managed.versions
    return next((one.document for one in versions if one.version_id == managed.default_version_id), "{}")


def _boundary(account_id: str, arn: str | None) -> tuple[Text, ...] | None:
    """A boundary whose policy isn't there allows nothing."""
    if not arn:
        return None
    backend = iam(account_id)
    managed = backend.managed_policies.get(arn) if backend else None
    return ((arn, document_of(managed)),) if managed else ()


def _read(texts: tuple[Text, ...], kind: PolicyKind) -> tuple[Policy, ...]:
    return tuple(_policy(name, text, kind) for name, text in texts)


@lru_cache(maxsize=4096)
def _policy(name: str, text: str, kind: PolicyKind) -> Policy:
    return read_policy(json.loads(text or "{}"), name, kind)


def owner_and_texts(resource: str, account_id: str) -> tuple[str, tuple[Text, ...]]:
    """The account of a resource (in its ARN; of a bucket whose it is), and its policy; none when it has none.

    A `*` stands for resources that the request of `account_id` doesn't tell. In an object's key it is a character like
    any other.
    """
    if resource.startswith(_BUCKETS):
        name = resource[len(_BUCKETS) :].partition("/")[0]
        owner, found = bucket(name, account_id)
        policy = str(found.policy or "") if found else ""
        return owner or account_id, ((f"{_BUCKETS}{name}", policy),) if policy else ()
    service = resource.split(":", 3)[2] if resource.startswith("arn:") and "*" not in resource else ""
    finder = _FINDERS.get(service)
    text = finder(resource, account_id) if finder else ""
    return account_of(resource, account_id), ((resource, text),) if text else ()


def _of_queue(resource: str, _: str) -> str:
    from localstack.services.sqs.models import sqs_stores

    _, _, _, region, owner, name = resource.split(":", 5)
    store = peek(sqs_stores, owner, region)
    queue = store.queues.get(name) if store else None
    return str(queue.attributes.get("Policy") or "") if queue else ""


def _of_topic(resource: str, _: str) -> str:
    return topic_policy(resource)


def _of_function(resource: str, _: str) -> str:
    return policy_text(resource) if ":function:" in resource else ""


def _of_key(resource: str, _: str) -> str:
    from localstack.services.kms.models import kms_stores

    named = parse_arn(resource)
    store = peek(kms_stores, named["account"], named["region"])
    key = store.keys.get(named["resource"].rpartition("/")[2]) if store else None
    return str(key.policy or "") if key else ""


def _of_secret(resource: str, _: str) -> str:
    from moto.secretsmanager.models import secretsmanager_backends

    named = parse_arn(resource)
    backend = peek(secretsmanager_backends, named["account"], named["region"])
    secrets = list(backend.secrets.values()) if backend else []
    return next((str(one.policy or "") for one in secrets if one.arn == resource and hasattr(one, "policy")), "")


def _of_role_trust(resource: str, _: str) -> str:
    role = role_named(resource) if ":role/" in resource else None
    return str(role.assume_role_policy_document or "") if role else ""


_FINDERS: Mapping[str, Callable[[str, str], str]] = {
    "sqs": _of_queue,
    "sns": _of_topic,
    "lambda": _of_function,
    "kms": _of_key,
    "secretsmanager": _of_secret,
    "iam": _of_role_trust,
}
