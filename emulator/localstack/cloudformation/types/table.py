"""Which type stands in which module."""

CUSTOM = "AWS::CloudFormation::CustomResource"

MODULES = {
    CUSTOM: "custom",
    "AWS::ApiGateway::Deployment": "apigateway",
    "AWS::ApiGateway::RestApi": "apigateway",
    "AWS::ApiGateway::Stage": "apigateway",
    "AWS::ApiGatewayV2::Api": "apigatewayv2",
    "AWS::ApiGatewayV2::Authorizer": "apigatewayv2",
    "AWS::ApiGatewayV2::Deployment": "apigatewayv2",
    "AWS::ApiGatewayV2::Integration": "apigatewayv2",
    "AWS::ApiGatewayV2::Route": "apigatewayv2",
    "AWS::ApiGatewayV2::Stage": "apigatewayv2",
    "AWS::CloudFormation::Stack": "stacks",
    "AWS::CloudFormation::WaitCondition": "stacks",
    "AWS::CloudFormation::WaitConditionHandle": "stacks",
    "AWS::CloudWatch::Alarm": "cloudwatch",
    "AWS::CloudWatch::CompositeAlarm": "cloudwatch",
    "AWS::CloudWatch::Dashboard": "cloudwatch",
    "AWS::Events::Rule": "events",
    "AWS::IAM::Role": "iam",
    "AWS::Lambda::Alias": "lambda_",
    "AWS::Lambda::EventInvokeConfig": "lambda_",
    "AWS::Lambda::Function": "functions",
    "AWS::Lambda::Permission": "functions",
    "AWS::Lambda::Url": "lambda_",
    "AWS::Logs::LogGroup": "logs",
    "AWS::Logs::MetricFilter": "logs",
    "AWS::Logs::SubscriptionFilter": "logs",
    "AWS::S3::Bucket": "s3",
    "AWS::SNS::Topic": "messaging",
    "AWS::SQS::Queue": "messaging",
    "AWS::SQS::QueuePolicy": "messaging",
    "AWS::Scheduler::Schedule": "events",
    "Custom::LogRetention": "cdk",
    "Custom::S3AutoDeleteObjects": "cdk",
    "Custom::S3BucketNotifications": "cdk",
}
"""Modules below `emulator.localstack.cloudformation.types`."""

REFUSED = ("Custom::CDKBucketDeployment",)
"""Custom types that would be made by a function which can't run here; they are refused as unsupported."""
