"""Properties that LocalStack's providers take and make nothing of: they are noted as a divergence when they are given.

Found by reading the providers of 4.9.2 and 4.14.0; types that aren't named here were not read.
"""

from collections.abc import Iterable, Mapping

IGNORED: Mapping[str, frozenset[str]] = {
    "AWS::ApiGateway::RestApi": frozenset({"ApiKeySourceType"}),
    "AWS::ApiGateway::Stage": frozenset({"AccessLogSetting", "CanarySetting", "ClientCertificateId", "MethodSettings"}),
    "AWS::DynamoDB::Table": frozenset({
        "DeletionProtectionEnabled", "ImportSourceSpecification", "PointInTimeRecoverySpecification", "TableClass",
    }),
    "AWS::Events::EventBus": frozenset({"EventSourceName", "Tags"}),
    "AWS::Lambda::Function": frozenset({
        "CodeSigningConfigArn", "EphemeralStorage", "FileSystemConfigs", "KmsKeyArn", "RuntimeManagementConfig",
        "SnapStart",
    }),
    "AWS::Lambda::LayerVersion": frozenset({"LicenseInfo"}),
    "AWS::SNS::Subscription": frozenset({"ReplayPolicy", "SubscriptionRoleArn"}),
    "AWS::StepFunctions::StateMachine": frozenset({"Tags", "TracingConfiguration"}),
}  # fmt: skip


def ignored(resource_type: str, given: Iterable[str]) -> list[str]:
    """Those of the properties that nothing is made of."""
    return sorted(IGNORED.get(resource_type, frozenset()) & set(given))
