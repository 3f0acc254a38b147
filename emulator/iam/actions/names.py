"""Where a request says the names that stand in ARNs, as tables by service."""

from collections.abc import Mapping

PREFIXES: Mapping[str, str] = {
    "dynamodbstreams": "dynamodb",
    "stepfunctions": "states",
    "apigatewayv2": "apigateway",
}
"""The prefix of a service's actions where it isn't botocore's name of the service."""

SERVICES = [
    "apigateway",
    "apigatewayv2",
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "dynamodbstreams",
    "events",
    "iam",
    "kms",
    "lambda",
    "logs",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
]
"""What is mapped: botocore's names."""

RENAMED: Mapping[tuple[str, str], str] = {
    ("sqs", "SendMessageBatch"): "SendMessage",
    ("sqs", "DeleteMessageBatch"): "DeleteMessage",
    ("sqs", "ChangeMessageVisibilityBatch"): "ChangeMessageVisibility",
    ("sns", "PublishBatch"): "Publish",
    ("lambda", "Invoke"): "InvokeFunction",
    ("lambda", "InvokeWithResponseStream"): "InvokeFunction",
    ("lambda", "GetLayerVersionByArn"): "GetLayerVersion",
    ("logs", "GetLogObject"): "GetLogRecord",
}
"""Operations whose action has another name; of all others it has the operation's."""

SOURCES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("sqs", "QueueName"): ("QueueName", "QueueUrl"),
    ("sns", "TopicName"): ("Name",),
    ("dynamodb", "TableName"): ("TableName", "TargetTableName", "TableCreationParameters.TableName"),
    ("dynamodb", "BackupName"): (),
    ("cloudwatch", "AlarmName"): ("AlarmName", "AlarmNames"),
    ("cloudwatch", "DashboardName"): ("DashboardName", "DashboardNames"),
    ("cloudwatch", "InsightRuleName"): ("RuleName", "RuleNames"),
    ("cloudwatch", "MetricStreamName"): ("Name", "Names"),
    ("events", "RuleName"): ("Name", "Rule"),
    ("events", "EventBusName"): ("EventBusName", "Name"),
    ("events", "ApiDestinationName"): ("Name",),
    ("events", "ConnectionName"): ("Name",),
    ("events", "EndpointName"): ("Name",),
    ("events", "ArchiveName"): ("ArchiveName",),
    ("events", "EventSourceName"): ("Name", "EventSourceName"),
    ("states", "StateMachineName"): ("name",),
    ("states", "ActivityName"): ("name",),
    ("iam", "RoleNameWithPath"): ("RoleName",),
    ("iam", "UserNameWithPath"): ("UserName",),
    ("iam", "GroupNameWithPath"): ("GroupName",),
    ("iam", "PolicyNameWithPath"): ("PolicyName",),
    ("iam", "InstanceProfileNameWithPath"): ("InstanceProfileName",),
    ("iam", "CertificateNameWithPath"): ("ServerCertificateName",),
    ("iam", "MfaTokenIdWithPath"): ("VirtualMFADeviceName", "SerialNumber"),
    ("iam", "SamlProviderName"): ("Name",),
    ("iam", "OidcProviderName"): ("Url",),
    ("sts", "FederatedUserName"): ("Name",),
    ("sts", "RoleNameWithPath"): (),
    ("kms", "KeyId"): ("KeyId", "TargetKeyId"),
    ("kms", "Alias"): ("AliasName",),
    ("logs", "LogGroupName"): ("logGroupName", "logGroupIdentifier", "logGroupNames", "logGroupIdentifiers"),
    ("logs", "DeliveryName"): ("id",),
    ("logs", "DeliveryDestinationName"): ("name", "deliveryDestinationName"),
    ("logs", "DeliverySourceName"): ("name", "deliverySourceName"),
    ("logs", "ScheduledQueryId"): ("identifier",),
    ("ssm", "ParameterNameWithoutLeadingSlash"): ("Name", "Names", "Path"),
    ("ssm", "DocumentName"): ("Name", "DocumentName", "Names"),
    ("ssm", "ResourceId"): ("ResourceId", "WindowId", "OpsItemId", "SettingId", "OpsMetadataArn"),
    ("ssm", "PatchBaselineIdResourceId"): ("BaselineId", "ResourceId"),
    ("ssm", "WindowTargetId"): ("WindowTargetId",),
    ("ssm", "RoleName"): ("IamRole",),
    ("ssm", "AutomationDefinitionName"): ("DocumentName",),
    ("secretsmanager", "SecretId"): ("SecretId", "Name", "SecretIdList"),
    ("cloudformation", "StackName"): ("StackName",),
    ("cloudformation", "ChangeSetName"): ("ChangeSetName",),
    ("cloudformation", "Type"): ("TypeName",),
    ("lambda", "LayerVersion"): ("VersionNumber",),
    ("lambda", "Alias"): (),
    ("lambda", "Version"): (),
}
"""Parameters that fill a placeholder of an ARN, by prefix; of all others the one that has the placeholder's name."""

PASSED_ROLES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("lambda", "CreateFunction"): ("Role", "lambda.amazonaws.com"),
    ("lambda", "UpdateFunctionConfiguration"): ("Role", "lambda.amazonaws.com"),
    ("stepfunctions", "CreateStateMachine"): ("roleArn", "states.amazonaws.com"),
    ("stepfunctions", "UpdateStateMachine"): ("roleArn", "states.amazonaws.com"),
    ("events", "PutRule"): ("RoleArn", "events.amazonaws.com"),
    ("events", "PutTargets"): ("Targets", "events.amazonaws.com"),
    ("logs", "PutSubscriptionFilter"): ("roleArn", "logs.amazonaws.com"),
    ("logs", "PutDestination"): ("roleArn", "logs.amazonaws.com"),
    ("cloudwatch", "PutMetricStream"): ("RoleArn", "streams.metrics.cloudwatch.amazonaws.com"),
    ("cloudformation", "CreateStack"): ("RoleARN", "cloudformation.amazonaws.com"),
    ("cloudformation", "UpdateStack"): ("RoleARN", "cloudformation.amazonaws.com"),
    ("cloudformation", "DeleteStack"): ("RoleARN", "cloudformation.amazonaws.com"),
    ("cloudformation", "CreateChangeSet"): ("RoleARN", "cloudformation.amazonaws.com"),
    ("ssm", "SendCommand"): ("ServiceRoleArn", "ssm.amazonaws.com"),
    ("apigateway", "PutIntegration"): ("credentials", "apigateway.amazonaws.com"),
    ("apigatewayv2", "CreateIntegration"): ("CredentialsArn", "apigateway.amazonaws.com"),
    ("apigatewayv2", "UpdateIntegration"): ("CredentialsArn", "apigateway.amazonaws.com"),
}
"""Operations that hand a role to a service: the parameter that names it, and the service that gets it."""
