"""`GetAccountAuthorizationDetails`, read where requests are decided from, in pages.

moto answers all that it has at once, whatever the request asks for, and its policies have no name.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from emulator.iam.account_details import KINDS, MOST, Entity, InvalidMarkerError, page
from emulator.localstack.iam.stores import iam
from emulator.localstack.seams import adds

LISTS = dict(zip(KINDS, ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies", "Policies"), strict=True))
"""By the kind of an entity: the list of the answer that it stands in."""
OF_AWS = ":aws:policy/"


@adds(
    "services.iam.provider:IamProvider.get_account_authorization_details",
    at="iam",
    why="LocalStack leaves it to moto, which knows no MaxItems and no Marker, and whose policies have no name.",
)
def get_account_authorization_details(_: type) -> Any:
    """The operation: a page of users, groups, roles and policies."""

    def answered(_provider: Any, context: Any, **given: Any) -> dict[str, Any]:
        from localstack.aws.api.iam import InvalidInputException

        most, marker = given.get("max_items") or MOST, given.get("marker") or ""
        try:
            found = page(_entities(iam(context.account_id)), given.get("filter") or (), marker, most)
        except InvalidMarkerError as error:
            raise InvalidInputException(str(error)) from error
        answer: dict[str, Any] = {name: [] for name in LISTS.values()} | {"IsTruncated": bool(found.marker)}
        for each in found.entities:
            answer[LISTS[each.kind]].append(_DETAILS[each.kind](each.held))
        return answer | ({"Marker": found.marker} if found.marker else {})

    return answered


def _entities(backend: Any) -> Iterator[Entity]:
    """All that an account has; of one that never used IAM nothing."""
    if backend is None:
        return
    for place, held in enumerate((backend.users, backend.groups, backend.roles)):
        yield from (Entity(place, each.name, each.arn, each) for each in list(held.values()))
    for each in list(backend.managed_policies.values()):
        kind = "AWSManagedPolicy" if OF_AWS in each.arn else "LocalManagedPolicy"
        yield Entity(KINDS.index(kind), each.name, each.arn, (each, backend))


def _user(user: Any) -> dict[str, Any]:
    more = {"UserName": user.name, "UserId": user.id, "UserPolicyList": user.user_policy_list}
    return _identity(user) | more | {"GroupList": user.group_list, "Tags": user.tags or []}


def _group(group: Any) -> dict[str, Any]:
    more = {"GroupName": group.name, "GroupId": group.id, "GroupPolicyList": group.group_policy_list}
    return _identity(group) | more


def _role(role: Any) -> dict[str, Any]:
    profiles = [
        {"InstanceProfileName": each.name, "InstanceProfileId": each.id, "Roles": [_trusted(role)], **_common(each)}
        for each in role.instance_profile_list
    ]
    more = {"RolePolicyList": role.role_policy_list, "InstanceProfileList": profiles, "Tags": role.tags or []}
    return _identity(role) | _trusted(role) | more


def _trusted(role: Any) -> dict[str, Any]:
    trust = quote(role.assume_role_policy_document or "")
    return _common(role) | {"RoleName": role.name, "RoleId": role.id, "AssumeRolePolicyDocument": trust}


def _policy(found: tuple[Any, Any]) -> dict[str, Any]:
    policy, backend = found
    holders = [*list(backend.users.values()), *list(backend.roles.values())]
    bounded = [each for each in holders if getattr(each, "permissions_boundary_arn", None) == policy.arn]
    return _common(policy) | {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": policy.attachment_count,
        "PermissionsBoundaryUsageCount": len(bounded),
        "IsAttachable": True,
        "Description": policy.description,
        "UpdateDate": policy.update_date,
        "PolicyVersionList": policy.policy_version_list,
    }


def _identity(holder: Any) -> dict[str, Any]:
    boundary = getattr(holder, "permissions_boundary_arn", None)
    made = _common(holder) | {"AttachedManagedPolicies": holder.attached_managed_policies}
    if boundary:
        made["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": boundary,
        }
    return made


def _common(each: Any) -> dict[str, Any]:
    return {"Arn": each.arn, "Path": each.path, "CreateDate": each.create_date}


_DETAILS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "User": _user, "Group": _group, "Role": _role, "LocalManagedPolicy": _policy, "AWSManagedPolicy": _policy
}  # fmt: skip
