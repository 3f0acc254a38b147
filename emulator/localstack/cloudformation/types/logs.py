"""CloudWatch Logs: groups, metric filters, subscription filters."""

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
    refuse_taking_away,
    schema,
    tags_of,
)

_SUBSCRIPTION = ("LogGroupName", "FilterName", "FilterPattern", "DestinationArn", "RoleArn", "Distribution")


class LogGroup(ResourceProvider):
    """AWS::Logs::LogGroup."""

    TYPE = "AWS::Logs::LogGroup"
    SCHEMA = schema(
        TYPE,
        ["LogGroupName"],
        properties=["LogGroupName", "RetentionInDays", "Tags", "KmsKeyId", "LogGroupClass"],
        create_only=["LogGroupName", "LogGroupClass"],
        read_only=["Arn"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the group; one of that name that is there already is no success."""
        given, request.desired_state = request.desired_state, {}
        name = given.get("LogGroupName") or generated_name(request, 512)
        request.aws_client_factory.logs.create_log_group(
            logGroupName=name,
            **({"tags": tags_of(given)} if given.get("Tags") else {}),
            **({"kmsKeyId": given["KmsKeyId"]} if given.get("KmsKeyId") else {}),
            **({"logGroupClass": given["LogGroupClass"]} if given.get("LogGroupClass") else {}),
        )
        arn = f"arn:aws:logs:{request.region_name}:{request.account_id}:log-group:{name}:*"
        request.desired_state = {**given, "LogGroupName": name, "Arn": arn}
        self._retain(request, name, given)
        return done(request.desired_state)

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Change retention and tags."""
        refuse_taking_away(request, ["KmsKeyId"])
        before, given, name = request.previous_state, request.desired_state, request.previous_state["LogGroupName"]
        self._retain(request, name, given)
        logs, old, new = request.aws_client_factory.logs, tags_of(before), tags_of(given)
        if gone := sorted(set(old) - set(new)):
            logs.untag_log_group(logGroupName=name, tags=gone)
        if new != old and new:
            logs.tag_log_group(logGroupName=name, tags=new)
        return done(given)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove the group with all that is in it."""
        request.aws_client_factory.logs.delete_log_group(logGroupName=request.desired_state["LogGroupName"])
        return done({})

    @staticmethod
    def _retain(request: ResourceRequest, name: str, given: Model) -> None:
        logs = request.aws_client_factory.logs
        if given.get("RetentionInDays"):
            logs.put_retention_policy(logGroupName=name, retentionInDays=int(given["RetentionInDays"]))
        elif (request.previous_state or {}).get("RetentionInDays"):
            logs.delete_retention_policy(logGroupName=name)


class MetricFilter(Put):
    """AWS::Logs::MetricFilter."""

    TYPE, NAME = "AWS::Logs::MetricFilter", "FilterName"
    SCHEMA = schema(
        TYPE,
        ["LogGroupName", "FilterName"],
        physical="FilterName",
        properties=["LogGroupName", "FilterName", "FilterPattern", "MetricTransformations"],
        create_only=["FilterName", "LogGroupName"],
        required=["FilterPattern", "LogGroupName", "MetricTransformations"],
    )

    def put(self, clients: Any, model: Model) -> Model:
        """Put the filter on its log group."""
        clients.logs.put_metric_filter(
            logGroupName=model["LogGroupName"],
            filterName=model["FilterName"],
            filterPattern=model["FilterPattern"],
            metricTransformations=[_transformation(one) for one in model["MetricTransformations"]],
        )
        return {}

    def remove(self, clients: Any, model: Model) -> None:
        """Take it away."""
        clients.logs.delete_metric_filter(logGroupName=model["LogGroupName"], filterName=model["FilterName"])


def _transformation(given: Model) -> dict[str, Any]:
    transformation: dict[str, Any] = {
        "metricName": given["MetricName"],
        "metricNamespace": given["MetricNamespace"],
        "metricValue": str(given["MetricValue"]),
    }
    if "DefaultValue" in given:
        transformation["defaultValue"] = float(given["DefaultValue"])
    if "Unit" in given:
        transformation["unit"] = given["Unit"]
    if "Dimensions" in given:
        transformation["dimensions"] = {one["Key"]: one["Value"] for one in given["Dimensions"]}
    return transformation


class SubscriptionFilter(Put):
    """AWS::Logs::SubscriptionFilter."""

    TYPE, NAME = "AWS::Logs::SubscriptionFilter", "FilterName"
    SCHEMA = schema(
        TYPE,
        ["LogGroupName", "FilterName"],
        physical="FilterName",
        properties=_SUBSCRIPTION,
        create_only=["FilterName", "LogGroupName"],
        required=["DestinationArn", "FilterPattern", "LogGroupName"],
    )

    def put(self, clients: Any, model: Model) -> Model:
        """Put the filter on its log group."""
        given = chosen(
            model, "LogGroupName", "FilterName", "FilterPattern", "DestinationArn", "RoleArn", "Distribution"
        )
        clients.logs.put_subscription_filter(**{name[0].lower() + name[1:]: value for name, value in given.items()})
        return {}

    def remove(self, clients: Any, model: Model) -> None:
        """Take it away."""
        clients.logs.delete_subscription_filter(logGroupName=model["LogGroupName"], filterName=model["FilterName"])


PROVIDERS = {one.TYPE: one for one in (LogGroup, MetricFilter, SubscriptionFilter)}
