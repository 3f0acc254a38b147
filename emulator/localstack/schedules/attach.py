"""Schedules are checked when they are made or changed, and their times begin."""

from collections.abc import Callable, Mapping
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.localstack.seams import wraps
from emulator.scheduler.cron import InvalidExpression
from emulator.scheduler.target import TARGETS, service_of
from emulator.scheduler.timing import Timing

WHY = "A schedule invokes its target; moto only keeps it."
_BACKEND = "scheduler.models:EventBridgeSchedulerBackend"
UNREAD = (
    "AwsVpcConfiguration", "EcsParameters", "KinesisParameters", "SageMakerPipelineParameters",
)  # fmt: skip
"""Parameters of targets that aren't emulated."""


@wraps(f"{_BACKEND}.create_schedule", base="moto", at="scheduler", why=WHY)
def create_schedule(original: Callable[..., Any], self: Any, **request: Any) -> Any:
    """Create a schedule that can be kept to, in a group that is there."""
    self.get_schedule_group(request.get("group_name"))
    action = request.get("action_after_completion") or "NONE"
    return _made(original, self, {**request, "action_after_completion": action})


@wraps(f"{_BACKEND}.update_schedule", base="moto", at="scheduler", why=WHY)
def update_schedule(original: Callable[..., Any], self: Any, **request: Any) -> Any:
    """Change a schedule; its times begin anew."""
    return _made(original, self, request)


def _made(original: Callable[..., Any], self: Any, request: dict[str, Any]) -> Any:
    from emulator.localstack.schedules.firing import keep

    check(request)
    # A change that names no state means the usual one, as in AWS; moto takes it for none.
    schedule = original(self, **{**request, "state": request.get("state") or "ENABLED"})
    keep(schedule, self.account_id)
    return schedule


def check(request: Mapping[str, Any]) -> None:
    """ValidationException for an expression that has no time, and for a target that nobody here would invoke."""
    expression = request["schedule_expression"]
    zone = request.get("schedule_expression_timezone")
    try:
        Timing.of({"ScheduleExpression": expression, "ScheduleExpressionTimezone": zone}, 0)
    except InvalidExpression as error:
        raise _refusal(f"Invalid Schedule Expression {expression}: {error}.") from error
    target = request["target"]
    if service_of(target["Arn"]) is None or (unread := sorted(set(UNREAD) & set(target))):
        what = target["Arn"] if service_of(target["Arn"]) is None else ", ".join(unread)
        raise _refusal(f"The target {what} is not emulated: targets are {', '.join(TARGETS)}. Have a function ask it")
    if service_of(target["Arn"]) == "events" and not target.get("EventBridgeParameters"):
        raise _refusal("EventBridgeParameters is required for a target of EventBridge.")


def _refusal(message: str) -> CommonServiceException:
    return CommonServiceException("ValidationException", message, 400, True)
