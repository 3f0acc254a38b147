"""CloudWatch Logs: metric filters."""

from typing import Any

from emulator.localstack.cloudformation.types.kind import (
    Model,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
    done,
    generated_name,
    schema,
)


class MetricFilter(ResourceProvider):
    """AWS::Logs::MetricFilter."""

    TYPE = "AWS::Logs::MetricFilter"
    SCHEMA = schema(
        TYPE,
        ["LogGroupName", "FilterName"],
        properties=["LogGroupName", "FilterName", "FilterPattern", "MetricTransformations"],
        create_only=["FilterName", "LogGroupName"],
        required=["FilterPattern", "LogGroupName", "MetricTransformations"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Put the filter on its log group."""
        model: Model = request.desired_state
        model.setdefault("FilterName", generated_name(request))
        return self._put(request, model)

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Put it again under its name."""
        return self._put(request, {**request.desired_state, "FilterName": request.previous_state["FilterName"]})

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Take it away."""
        model = request.desired_state
        request.aws_client_factory.logs.delete_metric_filter(
            logGroupName=model["LogGroupName"], filterName=model["FilterName"]
        )
        return done(model)

    def _put(self, request: ResourceRequest, model: Model) -> ProgressEvent:
        request.aws_client_factory.logs.put_metric_filter(
            logGroupName=model["LogGroupName"],
            filterName=model["FilterName"],
            filterPattern=model["FilterPattern"],
            metricTransformations=[_transformation(one) for one in model["MetricTransformations"]],
        )
        return done(model)


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


PROVIDERS = {MetricFilter.TYPE: MetricFilter}
