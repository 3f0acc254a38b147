"""EventBridge: rules with their targets, and Scheduler's schedules."""

import json
from typing import Any

from emulator.localstack.cloudformation.types.kind import (
    Model,
    ProgressEvent,
    Put,
    ResourceProvider,
    ResourceRequest,
    chosen,
    done,
    generated_name,
    schema,
)

_RULE = ("Description", "EventBusName", "EventPattern", "Name", "RoleArn", "ScheduleExpression", "State")
_SCHEDULE = (
    "Description",
    "EndDate",
    "FlexibleTimeWindow",
    "GroupName",
    "KmsKeyArn",
    "Name",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "State",
    "Target",
)


class Rule(Put):
    """AWS::Events::Rule."""

    TYPE, NAME = "AWS::Events::Rule", "Name"
    SCHEMA = schema(
        TYPE,
        ["Arn"],
        physical="Id",
        properties=[*_RULE, "Targets"],
        create_only=["Name", "EventBusName"],
        read_only=["Arn", "Id"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Put the rule and its targets; rules' names have at most 64 characters."""
        request.desired_state.setdefault("Name", generated_name(request, 64))
        return super().create(request)

    def put(self, clients: Any, model: Model) -> Model:
        """Put the rule; targets that the template has no more are taken away."""
        given = chosen(model, *_RULE)
        if "EventPattern" in given:
            given["EventPattern"] = json.dumps(given["EventPattern"])
        arn = clients.events.put_rule(**given)["RuleArn"]
        where = {"Rule": model["Name"], **chosen(model, "EventBusName")}
        targets = model.get("Targets") or []
        there = [one["Id"] for one in clients.events.list_targets_by_rule(**where)["Targets"]]
        if gone := sorted(set(there) - {one["Id"] for one in targets}):
            clients.events.remove_targets(**where, Ids=gone)
        if targets:
            clients.events.put_targets(**where, Targets=targets)
        bus = model.get("EventBusName")
        return {"Arn": arn, "Id": f"{bus}|{model['Name']}" if bus else model["Name"]}

    def remove(self, clients: Any, model: Model) -> None:
        """Delete the rule with its targets."""
        where = {"Rule": model["Name"], **chosen(model, "EventBusName")}
        targets = [one["Id"] for one in clients.events.list_targets_by_rule(**where)["Targets"]]
        if targets:
            clients.events.remove_targets(**where, Ids=targets)
        clients.events.delete_rule(Name=model["Name"], **chosen(model, "EventBusName"))


class Schedule(ResourceProvider):
    """AWS::Scheduler::Schedule."""

    TYPE = "AWS::Scheduler::Schedule"
    SCHEMA = schema(
        TYPE,
        ["Name"],
        properties=_SCHEDULE,
        create_only=["Name"],
        read_only=["Arn"],
        required=["FlexibleTimeWindow", "ScheduleExpression", "Target"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the schedule."""
        given, request.desired_state = request.desired_state, {}
        given.setdefault("Name", generated_name(request, 64))
        answer = request.aws_client_factory.scheduler.create_schedule(**chosen(given, *_SCHEDULE))
        return done({**given, "Arn": answer["ScheduleArn"]})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Put it anew, as a whole."""
        model = {**request.desired_state, "Name": request.previous_state["Name"]}
        request.aws_client_factory.scheduler.update_schedule(**chosen(model, *_SCHEDULE))
        return done(model)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Delete it."""
        where = chosen(request.desired_state, "Name", "GroupName")
        request.aws_client_factory.scheduler.delete_schedule(**where)
        return done({})


PROVIDERS = {one.TYPE: one for one in (Rule, Schedule)}
