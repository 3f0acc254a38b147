"""IAM roles, which are changed in place: LocalStack's provider would make another one without its policies."""

import json
from typing import Any

from localstack.services.cloudformation.resource_provider import ProgressEvent, ResourceRequest
from localstack.services.iam.resource_providers.aws_iam_role import IAMRoleProvider

from emulator.localstack.cloudformation.types.kind import Model, done, tags_of


class Role(IAMRoleProvider):
    """AWS::IAM::Role: LocalStack's, with its update."""

    TYPE = "AWS::IAM::Role"

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Change what differs; policies that others put on the role stay."""
        iam, before, after = request.aws_client_factory.iam, request.previous_state, request.desired_state
        name = before["RoleName"]
        if after["AssumeRolePolicyDocument"] != before.get("AssumeRolePolicyDocument"):
            document = json.dumps(after["AssumeRolePolicyDocument"])
            iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
        session = int(after.get("MaxSessionDuration", 3600))
        iam.update_role(RoleName=name, Description=after.get("Description", ""), MaxSessionDuration=session)
        _attach(iam, name, before, after)
        _put_policies(iam, name, before, after)
        _bound(iam, name, before, after)
        _tag(iam, name, tags_of(before), tags_of(after))
        return done({**after, "RoleName": name})


def _attach(iam: Any, name: str, before: Model, after: Model) -> None:
    old, new = before.get("ManagedPolicyArns") or [], after.get("ManagedPolicyArns") or []
    for arn in new:
        if arn not in old:
            iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    for arn in old:
        if arn not in new:
            iam.detach_role_policy(RoleName=name, PolicyArn=arn)


def _put_policies(iam: Any, name: str, before: Model, after: Model) -> None:
    old = {one["PolicyName"]: one["PolicyDocument"] for one in before.get("Policies") or []}
    new = {one["PolicyName"]: one["PolicyDocument"] for one in after.get("Policies") or []}
    for policy, document in new.items():
        if old.get(policy) != document:
            iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))
    for policy in old.keys() - new.keys():
        iam.delete_role_policy(RoleName=name, PolicyName=policy)


def _bound(iam: Any, name: str, before: Model, after: Model) -> None:
    old, new = before.get("PermissionsBoundary"), after.get("PermissionsBoundary")
    if new and new != old:
        iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=new)
    elif old and not new:
        iam.delete_role_permissions_boundary(RoleName=name)


def _tag(iam: Any, name: str, old: dict[str, str], new: dict[str, str]) -> None:
    if gone := sorted(set(old) - set(new)):
        iam.untag_role(RoleName=name, TagKeys=gone)
    if new != old and new:
        iam.tag_role(RoleName=name, Tags=[{"Key": key, "Value": value} for key, value in new.items()])


PROVIDERS = {Role.TYPE: Role}
