"""No operation of botocore's models lacks a mapping, and each names the resource that its request names."""

import pytest

from emulator.iam.actions.call import Call, Need
from emulator.iam.actions.names import PREFIXES, SERVICES
from emulator.iam.actions.needs import UnmappedError, needs
from emulator.iam.actions.published import ResourceType, action, actions
from tests.unit.emulator.iam.requests_of_models import ACCOUNT, REGION, call, operations

NOT_PUBLISHED = {
    "cloudwatch:DescribeAlarmContributors": "newer than the reference",
    "iam:UpdateDelegationRequest": "newer than the reference",
    "s3express:CreateSession": "another service's action",
    "s3express:ListAllMyDirectoryBuckets": "another service's action",
    "s3-object-lambda:WriteGetObjectResponse": "another service's action",
}
NAMELESS = {
    "ChangePassword": "the caller's own user",
    "CreateDelegationRequest": "the answer names it",
    "SendDurableExecutionCallbackFailure": "a callback that isn't an ARN",
    "SendDurableExecutionCallbackHeartbeat": "a callback that isn't an ARN",
    "SendDurableExecutionCallbackSuccess": "a callback that isn't an ARN",
    "CreateServiceLinkedRole": "the service chooses the role's name",
    "GetAccessKeyLastUsed": "a key that isn't an ARN",
    "GetServiceLinkedRoleDeletionStatus": "a task that isn't an ARN",
    "CreateStackRefactor": "stacks within a structure",
    "DescribeStackRefactor": "a refactoring that isn't an ARN",
    "ExecuteStackRefactor": "a refactoring that isn't an ARN",
    "ListStackRefactorActions": "a refactoring that isn't an ARN",
    "ListStackRefactors": "a list",
    "RecordHandlerProgress": "a token that isn't an ARN",
    "ListHookResults": "a target that isn't an ARN",
    "CreateStackInstances": "AWS's own placeholders",
    "GetRecords": "the stream within an iterator",
    "GetLogObject": "a pointer that isn't an ARN",
    "GetLogRecord": "a pointer that isn't an ARN",
    "GetQueryResults": "a query that isn't an ARN",
    "CancelMessageMoveTask": "a handle that isn't an ARN",
    "CancelMaintenanceWindowExecution": "an execution that isn't an ARN",
    "CreateAssociationBatch": "documents within structures",
    "DescribeInstancePatchStates": "either kind of instances",
    "GetAccessToken": "a request that isn't an ARN",
    "GetCalendarState": "calendars, which are documents",
    "GetConnectionStatus": "either kind of instances",
    "GetDefaultPatchBaseline": "the default one",
    "PutComplianceItems": "either kind of instances",
    "StartAccessRequest": "targets within structures",
    "StartAssociationsOnce": "a list of ids",
    "GetMetricData": "datasets, which no metric is in here",
    "ListMetrics": "datasets, which no metric is in here",
    "PutMetricData": "datasets, which no metric is in here",
}  # fmt: skip
"""Operations whose request doesn't name the resource: they are on all of its kind."""
GIVEN_BY_CLOUDFORMATION = ("stack", "stackset", "changeset")


def of_kind(kind: ResourceType, resource: str) -> bool:
    """True for an ARN of the kind; a function may have a version, a log group its ending, a stack's id is unknown."""
    if kind.name in GIVEN_BY_CLOUDFORMATION:
        resource = resource.removesuffix("*") + "x"
    bare = resource.removesuffix(":log-stream:")
    if kind.name == "function":
        bare = ":".join(bare.split(":")[:7])
    return kind.pattern.fullmatch(bare) is not None and "*" not in bare


@pytest.mark.parametrize("service", SERVICES)
def test_no_operation_lacks_a_mapping(service: str) -> None:
    check = check_path if service.startswith("apigateway") else check_resource
    for operation in operations(service):
        found = needs(call(operation), operation.http["method"], operation.http["requestUri"])
        assert found, operation.name
        if operation.name not in NAMELESS:
            for need in found:
                check(need)


def check_resource(need: Need) -> None:
    """The request's names are in the ARN, which is of one of the action's types."""
    known = action(need.action)
    if known is None:
        assert need.action in NOT_PUBLISHED
    elif need.action != "iam:PassRole":
        kinds = (*known.required, *known.optional)
        assert any(of_kind(kind, need.resource) for kind in kinds) or (not kinds and need.resource == "*"), need


def check_path(need: Need) -> None:
    """API Gateway has methods on paths."""
    if need.action != "iam:PassRole":
        assert need.action in {f"apigateway:{method}" for method in ("GET", "POST", "PUT", "PATCH", "DELETE")}
        assert need.resource.startswith(f"arn:aws:apigateway:{REGION}::/")
        assert "{" not in need.resource


def test_no_exception_is_stale() -> None:
    assert not any(action(name) for name in NOT_PUBLISHED)


def test_an_operation_that_no_table_has_is_told() -> None:
    for service in ("s3", "sqs"):
        with pytest.raises(UnmappedError, match=f"{service} Fly"):
            needs(Call(service, "Fly", {}, REGION, ACCOUNT))


def test_every_service_is_published() -> None:
    for service in SERVICES:
        assert actions(PREFIXES.get(service, service))
