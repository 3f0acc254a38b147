"""What a resource's service says of it, by type: what an update must change."""

from collections.abc import Callable
from typing import Any

from bootstrap.clients import Clients

Look = Callable[["Account"], Any]


class Account:
    """Clients by service's name, and the physical ids of a stack's resources."""

    def __init__(self, clients: Clients, ids: dict[str, str]) -> None:
        self._clients, self.ids = clients, ids

    def client(self, service: str) -> Any:
        settings = {"endpoint_url": self._clients.endpoint.url, "config": self._clients.config}
        session: Any = self._clients.session
        return session.client(service, region_name=self._clients.region, **settings)

    @property
    def subject(self) -> str:
        """The physical id of the resource that the test is about."""
        return self.ids["Subject"]


def _http(operation: str, identifier: str) -> Look:
    return lambda account: {
        key: value
        for key, value in getattr(account.client("apigatewayv2"), operation)(
            **({"ApiId": account.ids["Api"]} if "Api" in account.ids else {}), **{identifier: account.subject}
        ).items()
        if key not in ("ResponseMetadata", "LastUpdatedDate", "DeploymentId")
    }


LOOKS: dict[str, Look] = {
    "AWS::ApiGateway::RestApi": lambda account: account.client("apigateway").get_rest_api(restApiId=account.subject)[
        "name"
    ],
    "AWS::ApiGatewayV2::Api": _http("get_api", "ApiId"),
    "AWS::ApiGatewayV2::Authorizer": _http("get_authorizer", "AuthorizerId"),
    "AWS::ApiGatewayV2::Deployment": lambda account: (
        account.client("apigatewayv2")
        .get_deployment(ApiId=account.ids["Api"], DeploymentId=account.subject)
        .get("Description")
    ),
    "AWS::ApiGatewayV2::Integration": _http("get_integration", "IntegrationId"),
    "AWS::ApiGatewayV2::Route": _http("get_route", "RouteId"),
    "AWS::ApiGatewayV2::Stage": _http("get_stage", "StageName"),
    "AWS::CloudWatch::Alarm": lambda account: account.client("cloudwatch").describe_alarms()["MetricAlarms"][0][
        "Threshold"
    ],
    "AWS::CloudWatch::CompositeAlarm": lambda account: account.client("cloudwatch").describe_alarms(
        AlarmTypes=["CompositeAlarm"]
    )["CompositeAlarms"][0]["AlarmRule"],
    "AWS::CloudWatch::Dashboard": lambda account: account.client("cloudwatch").get_dashboard(
        DashboardName=account.subject
    )["DashboardBody"],
    "AWS::Events::Rule": lambda account: [
        account.client("events").describe_rule(Name=account.subject)["EventPattern"],
        account.client("events").list_targets_by_rule(Rule=account.subject)["Targets"],
    ],
    "AWS::IAM::Role": lambda account: (
        account.client("iam").get_role(RoleName=account.subject)["Role"].get("Description")
    ),
    "AWS::Lambda::Alias": lambda account: account.client("lambda").get_alias(
        FunctionName=account.ids["Function"], Name="live"
    )["Description"],
    "AWS::Lambda::EventInvokeConfig": lambda account: account.client("lambda").get_function_event_invoke_config(
        FunctionName=account.ids["Function"], Qualifier="$LATEST"
    )["MaximumRetryAttempts"],
    "AWS::Lambda::EventSourceMapping": lambda account: account.client("lambda").get_event_source_mapping(
        UUID=account.subject
    )["BatchSize"],
    "AWS::Lambda::Function": lambda account: account.client("lambda").get_function_configuration(
        FunctionName=account.subject
    )["Timeout"],
    "AWS::Lambda::Url": lambda account: account.client("lambda").get_function_url_config(FunctionName=account.subject)[
        "AuthType"
    ],
    "AWS::Logs::LogGroup": lambda account: account.client("logs").describe_log_groups()["logGroups"][0][
        "retentionInDays"
    ],
    "AWS::Logs::MetricFilter": lambda account: account.client("logs").describe_metric_filters()["metricFilters"][0][
        "filterPattern"
    ],
    "AWS::Logs::SubscriptionFilter": lambda account: account.client("logs").describe_subscription_filters(
        logGroupName=account.ids["Group"]
    )["subscriptionFilters"][0]["filterPattern"],
    "AWS::S3::Bucket": lambda account: account.client("s3").get_bucket_versioning(Bucket=account.subject)["Status"],
    "AWS::Scheduler::Schedule": lambda account: account.client("scheduler").get_schedule(Name=account.subject)[
        "ScheduleExpression"
    ],
    "AWS::SNS::Topic": lambda account: account.client("sns").get_topic_attributes(TopicArn=account.subject)[
        "Attributes"
    ]["DisplayName"],
    "AWS::SNS::Subscription": lambda account: account.client("sns").get_subscription_attributes(
        SubscriptionArn=account.subject
    )["Attributes"]["RawMessageDelivery"],
    "AWS::SQS::Queue": lambda account: account.client("sqs").get_queue_attributes(
        QueueUrl=account.subject, AttributeNames=["VisibilityTimeout"]
    )["Attributes"],
    "AWS::SSM::Parameter": lambda account: account.client("ssm").get_parameter(Name=account.subject)["Parameter"][
        "Value"
    ],
    "Custom::LogRetention": lambda account: account.client("logs").describe_log_groups()["logGroups"][0][
        "retentionInDays"
    ],
    "Custom::S3BucketNotifications": lambda account: (
        "EventBridgeConfiguration"
        in account.client("s3").get_bucket_notification_configuration(Bucket=account.ids["Bucket"])
    ),
}
"""For every type that a case updates."""
