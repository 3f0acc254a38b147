"""Which type stands in which module."""

CUSTOM = "AWS::CloudFormation::CustomResource"

MODULES = {
    CUSTOM: "custom",
    "AWS::Logs::MetricFilter": "logs",
    "AWS::S3::Bucket": "s3",
}
"""Modules below `emulator.localstack.cloudformation.types`."""

REFUSED = ("Custom::CDKBucketDeployment",)
"""Custom types that would be made by a function which can't run here; they are refused as unsupported."""
