"""AWS::IAM::Role, with its trust policy, inline policies and attached managed policies."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.policy import Policy, Statement, parsed, trust
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope, tag_map
from bootstrap.registry import handles

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

AWS_OWN = "/aws-service-role/"
"""The path of roles that AWS services made for themselves; they aren't anybody's to remove."""


@dataclass(frozen=True)
class Role(Resource):
    """What `service` may do: inline `policies` by name, and the ARNs of `managed` policies."""

    kind: ClassVar[str] = "AWS::IAM::Role"
    has_region: ClassVar[bool] = False

    service: str = "lambda.amazonaws.com"
    policies: tuple[tuple[str, Policy], ...] = ()
    managed: tuple[str, ...] = ()

    @property
    def arn(self) -> str:
        """The role's ARN."""
        return self.scope.arn("iam", f"role/{self.name}")

    @property
    def summary(self) -> str:
        """Its policies."""
        return ", ".join([name for name, _ in self.policies] + [arn.rpartition("/")[2] for arn in self.managed])

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A role that may read one bucket."""
        reads = Policy((Statement(("s3:GetObject",), ("arn:aws:s3:::example/*",)),))
        basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        return cls(scope, "example-role", policies=(("ReadsExample", reads),), managed=(basic,))


@handles(Role)
class RoleHandler(Handler[Role]):
    """Roles over IAM's API, which removes no role that has a policy."""

    in_place: ClassVar[frozenset[str]] = frozenset(
        {"AssumeRolePolicyDocument", "Policies", "ManagedPolicyArns", "Tags"}
    )

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The roles of the account, but AWS's own."""
        pages = clients.iam.get_paginator("list_roles").paginate()
        roles = [role for page in pages for role in page["Roles"]]
        return [
            ExistingResource(Role.kind, role["RoleName"], "") for role in roles if not role["Path"].startswith(AWS_OWN)
        ]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating("NoSuchEntity"):
            return tag_map(clients.iam.list_role_tags(RoleName=existing.identity)["Tags"])
        return {}

    def desired(self, context: "ApplyContext", resource: Role) -> Attributes:
        """Trust, inline and managed policies, tags."""
        return {
            "AssumeRolePolicyDocument": trust([resource.service]).document,
            "Policies": {name: policy.document for name, policy in resource.policies},
            "ManagedPolicyArns": sorted(resource.managed),
            "Tags": resource.scope.tag_map,
        }

    def actual(self, clients: "Clients", resource: Role, existing: ExistingResource) -> Attributes:
        """Trust, inline and managed policies, tags."""
        iam, name = clients.iam, existing.identity
        role: dict[str, Any] = dict(iam.get_role(RoleName=name)["Role"])
        inline = inline_policies(clients, name)
        return {
            "AssumeRolePolicyDocument": parsed(role["AssumeRolePolicyDocument"]),
            "Policies": {each: document(clients, name, each) for each in inline},
            "ManagedPolicyArns": sorted(attached_policies(clients, name)),
            "Tags": tag_map(role.get("Tags", [])),
        }

    def create(self, context: "ApplyContext", resource: Role) -> ExistingResource:
        """Make the role, then give it its policies."""
        context.clients.iam.create_role(
            RoleName=resource.name,
            AssumeRolePolicyDocument=trust([resource.service]).json,
            Tags=resource.scope.tag_list,
        )
        self._put_policies(context.clients, resource)
        self._attach(context.clients, resource, set(resource.managed))
        return resource.existing()

    def update(
        self, context: "ApplyContext", resource: Role, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Put what changed; inline and attached policies that the declaration doesn't have are taken away."""
        iam = context.clients.iam
        if "AssumeRolePolicyDocument" in changed:
            iam.update_assume_role_policy(RoleName=resource.name, PolicyDocument=trust([resource.service]).json)
        if "Tags" in changed:
            iam.tag_role(RoleName=resource.name, Tags=resource.scope.tag_list)
        if "Policies" in changed:
            for extra in set(inline_policies(context.clients, resource.name)) - {name for name, _ in resource.policies}:
                iam.delete_role_policy(RoleName=resource.name, PolicyName=extra)
            self._put_policies(context.clients, resource)
        if "ManagedPolicyArns" in changed:
            attached = set(attached_policies(context.clients, resource.name))
            for arn in attached - set(resource.managed):
                iam.detach_role_policy(RoleName=resource.name, PolicyArn=arn)
            self._attach(context.clients, resource, set(resource.managed) - attached)
        return existing

    def _put_policies(self, clients: "Clients", resource: Role) -> None:
        for name, policy in resource.policies:
            clients.iam.put_role_policy(RoleName=resource.name, PolicyName=name, PolicyDocument=policy.json)

    def _attach(self, clients: "Clients", resource: Role, arns: set[str]) -> None:
        for arn in sorted(arns):
            clients.iam.attach_role_policy(RoleName=resource.name, PolicyArn=arn)

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Take its policies away, and itself out of instance profiles, then remove it: IAM refuses while it has any."""
        iam, name = clients.iam, existing.identity
        with tolerating("NoSuchEntity"):
            for arn in attached_policies(clients, name):
                iam.detach_role_policy(RoleName=name, PolicyArn=arn)
            for policy in inline_policies(clients, name):
                iam.delete_role_policy(RoleName=name, PolicyName=policy)
            for profile in instance_profiles(clients, name):
                iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=name)
            iam.delete_role(RoleName=name)


def inline_policies(clients: "Clients", role: str) -> list[str]:
    """The names of a role's inline policies."""
    pages = clients.iam.get_paginator("list_role_policies").paginate(RoleName=role)
    return [name for page in pages for name in page["PolicyNames"]]


def attached_policies(clients: "Clients", role: str) -> list[str]:
    """The ARNs of the managed policies that a role has."""
    pages = clients.iam.get_paginator("list_attached_role_policies").paginate(RoleName=role)
    return [policy["PolicyArn"] for page in pages for policy in page["AttachedPolicies"]]


def instance_profiles(clients: "Clients", role: str) -> list[str]:
    """The names of the instance profiles that a role is in."""
    pages = clients.iam.get_paginator("list_instance_profiles_for_role").paginate(RoleName=role)
    return [profile["InstanceProfileName"] for page in pages for profile in page["InstanceProfiles"]]


def document(clients: "Clients", role: str, policy: str) -> dict[str, Any]:
    """An inline policy's document."""
    answer: dict[str, Any] = dict(clients.iam.get_role_policy(RoleName=role, PolicyName=policy))
    return parsed(answer["PolicyDocument"])
