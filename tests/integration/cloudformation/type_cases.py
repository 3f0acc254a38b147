"""For each type that the table of docs/cloudformation.md lists: a small template, and one that updates it.

`Subject` is the resource of the type; `second` are its properties after an update in place, None where it has none.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.integration.cloudformation.resources import (
    CODE,
    EMPTY_ROLE,
    FUNCTION,
    GROUP,
    HTTP_API,
    INTEGRATION,
    MACHINE,
    PASSING,
    QUEUE,
    ROLE,
    TOPIC,
    attribute,
    ref,
)

Properties = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One type."""

    type: str
    first: Properties
    second: Properties | None = None
    beside: dict[str, Any] = field(default_factory=dict)
    """The other resources that it needs."""


CASES = (
    Case("AWS::ApiGateway::RestApi", {"Name": "first"}, {"Name": "second"}),
    Case(
        "AWS::ApiGatewayV2::Api",
        {"Name": "first", "ProtocolType": "HTTP"},
        {"Name": "second", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowOrigins": ["*"]}},
    ),
    Case(
        "AWS::ApiGatewayV2::Stage",
        {"ApiId": ref("Api"), "StageName": "$default", "AutoDeploy": True},
        {"ApiId": ref("Api"), "StageName": "$default", "AutoDeploy": True, "StageVariables": {"A": "b"}},
        {"Api": HTTP_API},
    ),
    Case(
        "AWS::ApiGatewayV2::Integration",
        INTEGRATION["Properties"],
        {**INTEGRATION["Properties"], "Description": "second"},
        {"Api": HTTP_API, "Function": FUNCTION, "Role": ROLE},
    ),
    Case(
        "AWS::ApiGatewayV2::Route",
        {"ApiId": ref("Api"), "RouteKey": "GET /a", "Target": {"Fn::Sub": "integrations/${Integration}"}},
        {"ApiId": ref("Api"), "RouteKey": "GET /b", "Target": {"Fn::Sub": "integrations/${Integration}"}},
        {"Api": HTTP_API, "Function": FUNCTION, "Role": ROLE, "Integration": INTEGRATION},
    ),
    Case(
        "AWS::ApiGatewayV2::Authorizer",
        {
            "ApiId": ref("Api"),
            "Name": "first",
            "AuthorizerType": "REQUEST",
            "AuthorizerUri": attribute("Function", "Arn"),
            "AuthorizerPayloadFormatVersion": "2.0",
        },
        {
            "ApiId": ref("Api"),
            "Name": "second",
            "AuthorizerType": "REQUEST",
            "AuthorizerUri": attribute("Function", "Arn"),
            "AuthorizerPayloadFormatVersion": "2.0",
        },
        {"Api": HTTP_API, "Function": FUNCTION, "Role": ROLE},
    ),
    Case(
        "AWS::ApiGatewayV2::Deployment",
        {"ApiId": ref("Api")},
        {"ApiId": ref("Api"), "Description": "second"},
        {
            "Api": HTTP_API,
            "Function": FUNCTION,
            "Role": ROLE,
            "Integration": INTEGRATION,
            "Route": {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": {
                    "ApiId": ref("Api"),
                    "RouteKey": "$default",
                    "Target": {"Fn::Sub": "integrations/${Integration}"},
                },
            },
        },
    ),
    Case("AWS::CDK::Metadata", {"Analytics": "v2:deflate64:x"}),
    Case("AWS::CloudFormation::WaitConditionHandle", {}),
    Case(
        "AWS::CloudWatch::Alarm",
        {
            "Namespace": "App",
            "MetricName": "Size",
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 5,
            "ComparisonOperator": "GreaterThanThreshold",
        },
        {
            "Namespace": "App",
            "MetricName": "Size",
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 7,
            "ComparisonOperator": "GreaterThanThreshold",
        },
    ),
    Case(
        "AWS::CloudWatch::CompositeAlarm",
        {"AlarmRule": "TRUE"},
        {"AlarmRule": "FALSE", "AlarmDescription": "second"},
    ),
    Case(
        "AWS::CloudWatch::Dashboard",
        {"DashboardBody": '{"widgets": []}'},
        {"DashboardBody": '{"widgets": [], "start": "-PT1H"}'},
    ),
    Case(
        "AWS::DynamoDB::Table",
        {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        },
    ),
    Case("AWS::Events::EventBus", {"Name": "first"}),
    Case(
        "AWS::Events::Rule",
        {"EventPattern": {"source": ["first"]}, "Targets": [{"Id": "a", "Arn": attribute("Queue", "Arn")}]},
        {"EventPattern": {"source": ["second"]}, "Targets": [{"Id": "b", "Arn": attribute("Queue", "Arn")}]},
        {"Queue": QUEUE},
    ),
    Case("AWS::IAM::ManagedPolicy", {"PolicyDocument": PASSING}),
    Case(
        "AWS::IAM::Policy",
        {"PolicyName": "first", "PolicyDocument": PASSING, "Roles": [ref("Role")]},
        None,
        {"Role": ROLE},
    ),
    Case("AWS::IAM::Role", EMPTY_ROLE, {**EMPTY_ROLE, "Description": "second"}),
    Case(
        "AWS::Lambda::Alias",
        {"FunctionName": ref("Function"), "FunctionVersion": "$LATEST", "Name": "live"},
        {"FunctionName": ref("Function"), "FunctionVersion": "$LATEST", "Name": "live", "Description": "second"},
        {"Function": FUNCTION, "Role": ROLE},
    ),
    Case(
        "AWS::Lambda::EventInvokeConfig",
        {"FunctionName": ref("Function"), "Qualifier": "$LATEST", "MaximumRetryAttempts": 1},
        {"FunctionName": ref("Function"), "Qualifier": "$LATEST", "MaximumRetryAttempts": 0},
        {"Function": FUNCTION, "Role": ROLE},
    ),
    Case(
        "AWS::Lambda::EventSourceMapping",
        {"FunctionName": ref("Function"), "EventSourceArn": attribute("Queue", "Arn"), "BatchSize": 1},
        {"FunctionName": ref("Function"), "EventSourceArn": attribute("Queue", "Arn"), "BatchSize": 5},
        {"Function": FUNCTION, "Role": ROLE, "Queue": QUEUE},
    ),
    Case(
        "AWS::Lambda::Function",
        FUNCTION["Properties"],
        {**FUNCTION["Properties"], "Timeout": 9, "ReservedConcurrentExecutions": 2},
        {"Role": ROLE},
    ),
    Case(
        "AWS::Lambda::LayerVersion",
        {"LayerName": "first", "Content": {"S3Bucket": "code", "S3Key": "layer.zip"}},
    ),
    Case(
        "AWS::Lambda::Permission",
        {"FunctionName": ref("Function"), "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com"},
        None,
        {"Function": FUNCTION, "Role": ROLE},
    ),
    Case(
        "AWS::Lambda::Url",
        {"TargetFunctionArn": attribute("Function", "Arn"), "AuthType": "NONE"},
        {"TargetFunctionArn": attribute("Function", "Arn"), "AuthType": "AWS_IAM"},
        {"Function": FUNCTION, "Role": ROLE},
    ),
    Case("AWS::Lambda::Version", {"FunctionName": ref("Function")}, None, {"Function": FUNCTION, "Role": ROLE}),
    Case("AWS::Logs::LogGroup", {"RetentionInDays": 1}, {"RetentionInDays": 3}),
    Case(
        "AWS::Logs::MetricFilter",
        {
            "LogGroupName": ref("Group"),
            "FilterPattern": "first",
            "MetricTransformations": [{"MetricName": "A", "MetricNamespace": "App", "MetricValue": "1"}],
        },
        {
            "LogGroupName": ref("Group"),
            "FilterPattern": "second",
            "MetricTransformations": [{"MetricName": "A", "MetricNamespace": "App", "MetricValue": "1"}],
        },
        {"Group": GROUP},
    ),
    Case(
        "AWS::Logs::SubscriptionFilter",
        {
            "LogGroupName": ref("Group"),
            "FilterPattern": "first",
            "DestinationArn": attribute("Function", "Arn"),
        },
        {
            "LogGroupName": ref("Group"),
            "FilterPattern": "second",
            "DestinationArn": attribute("Function", "Arn"),
        },
        {
            "Group": GROUP,
            "Function": FUNCTION,
            "Role": ROLE,
            "Permission": {
                "Type": "AWS::Lambda::Permission",
                "Properties": {
                    "FunctionName": ref("Function"),
                    "Action": "lambda:InvokeFunction",
                    "Principal": "logs.amazonaws.com",
                },
            },
        },
    ),
    Case(
        "AWS::S3::Bucket",
        {"VersioningConfiguration": {"Status": "Enabled"}, "Tags": [{"Key": "a", "Value": "b"}]},
        {"LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "ExpirationInDays": 1}]}},
    ),
    Case(
        "AWS::S3::BucketPolicy",
        {"Bucket": ref("Bucket"), "PolicyDocument": {"Version": "2012-10-17", "Statement": []}},
        None,
        {"Bucket": {"Type": "AWS::S3::Bucket"}},
    ),
    Case(
        "AWS::Scheduler::Schedule",
        {
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ScheduleExpression": "rate(1 hour)",
            "Target": {"Arn": attribute("Queue", "Arn"), "RoleArn": attribute("Role", "Arn")},
        },
        {
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ScheduleExpression": "rate(2 hours)",
            "Target": {"Arn": attribute("Queue", "Arn"), "RoleArn": attribute("Role", "Arn")},
        },
        {"Queue": QUEUE, "Role": ROLE},
    ),
    Case("AWS::SecretsManager::Secret", {"SecretString": "first"}),
    Case("AWS::SNS::Topic", {"DisplayName": "first"}, {"DisplayName": "second"}),
    Case(
        "AWS::SNS::Subscription",
        {"TopicArn": ref("Topic"), "Protocol": "sqs", "Endpoint": attribute("Queue", "Arn")},
        {
            "TopicArn": ref("Topic"),
            "Protocol": "sqs",
            "Endpoint": attribute("Queue", "Arn"),
            "RawMessageDelivery": True,
        },
        {"Topic": TOPIC, "Queue": QUEUE},
    ),
    Case("AWS::SQS::Queue", {"VisibilityTimeout": 40}, {"VisibilityTimeout": 50}),
    Case(
        "AWS::SQS::QueuePolicy",
        {"Queues": [ref("Queue")], "PolicyDocument": {"Version": "2012-10-17", "Statement": []}},
        None,
        {"Queue": QUEUE},
    ),
    Case("AWS::SSM::Parameter", {"Type": "String", "Value": "first"}, {"Type": "String", "Value": "second"}),
    Case(
        "AWS::StepFunctions::StateMachine",
        {"DefinitionString": MACHINE, "RoleArn": attribute("Role", "Arn")},
        None,
        {"Role": ROLE},
    ),
    Case(
        "Custom::LogRetention",
        {"ServiceToken": "arn", "LogGroupName": "kept", "RetentionInDays": "1", "RemovalPolicy": "destroy"},
        {"ServiceToken": "arn", "LogGroupName": "kept", "RetentionInDays": "3", "RemovalPolicy": "destroy"},
    ),
    Case(
        "Custom::S3AutoDeleteObjects",
        {"ServiceToken": "arn", "BucketName": ref("Bucket")},
        None,
        {"Bucket": {"Type": "AWS::S3::Bucket"}},
    ),
    Case(
        "Custom::S3BucketNotifications",
        {
            "ServiceToken": "arn",
            "BucketName": ref("Bucket"),
            "NotificationConfiguration": {"EventBridgeConfiguration": {}},
            "Managed": True,
        },
        {
            "ServiceToken": "arn",
            "BucketName": ref("Bucket"),
            "NotificationConfiguration": {},
            "Managed": True,
        },
        {"Bucket": {"Type": "AWS::S3::Bucket"}},
    ),
)

__all__ = ["CASES", "CODE", "Case"]
