"""What isn't there is answered as AWS does, where LocalStack or moto look it up and fail.

API references: SNS DeletePlatformApplication (no error for one that isn't there); CloudWatch Logs GetQueryResults and
Lambda DeleteFunctionConcurrency (ResourceNotFoundException); DynamoDB DescribeImport (ImportNotFoundException),
DescribeExport (ExportNotFoundException) and ExportTableToPointInTime (S3Prefix may be absent).
"""

from collections.abc import Callable
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.localstack.seams import wraps

NOT_FOUND = "ResourceNotFoundException"


@wraps(
    "sns.models:SNSBackend.delete_platform_application",
    base="moto",
    at="sns",
    why="To delete an application that isn't there is no error; moto fails at it.",
)
def delete_platform_application(original: Callable[..., None], self: Any, platform_arn: str) -> None:
    """Delete it if it is there."""
    if platform_arn in self.applications:
        original(self, platform_arn)


@wraps(
    "logs.models:LogsBackend.get_query_results",
    base="moto",
    at="logs",
    why="A query that isn't there is not found; moto fails at it.",
)
def get_query_results(original: Callable[..., Any], self: Any, query_id: str) -> Any:
    """The results of a query; ResourceNotFoundException when there is no such query."""
    if query_id not in self.queries:
        raise CommonServiceException(NOT_FOUND, "The specified query does not exist.")
    return original(self, query_id)


@wraps(
    "logs.models:LogsBackend.start_query",
    base="moto",
    at="logs",
    why="A query that names its groups by SOURCE or identifiers is not emulated; moto fails at it.",
)
def start_query(original: Callable[..., Any], self: Any, log_group_names: Any, *args: Any, **request: Any) -> Any:
    """Start a query of named groups."""
    if not log_group_names:
        raise CommonServiceException(
            "NotImplemented", "Queries that name log groups by SOURCE or identifiers are not emulated."
        )
    return original(self, log_group_names, *args, **request)


@wraps(
    "dynamodb.models:DynamoDBBackend.describe_import",
    base="moto",
    at="dynamodb",
    why="An import that isn't there is not found; moto fails at it.",
)
def describe_import(original: Callable[..., Any], self: Any, import_arn: str) -> Any:
    """An import; ImportNotFoundException when there is no such one."""
    if import_arn not in self.table_imports:
        raise CommonServiceException("ImportNotFoundException", f"Import not found: {import_arn}")
    return original(self, import_arn)


@wraps(
    "dynamodb.models:DynamoDBBackend.describe_export",
    base="moto",
    at="dynamodb",
    why="An export that isn't there is not found; moto fails at it.",
)
def describe_export(original: Callable[..., Any], self: Any, export_arn: str) -> Any:
    """An export; ExportNotFoundException when there is no such one."""
    if export_arn not in self.table_exports:
        raise CommonServiceException("ExportNotFoundException", f"Export not found: {export_arn}")
    return original(self, export_arn)


@wraps(
    "dynamodb.responses:DynamoHandler.export_table_to_point_in_time",
    base="moto",
    at="dynamodb",
    why="An export needs no prefix; moto fails without one.",
)
def export_table(original: Callable[..., str], self: Any) -> str:
    """Export a table, below no prefix unless the request names one."""
    self.body.setdefault("S3Prefix", "")
    return original(self)


@wraps(
    "services.lambda_.provider:LambdaProvider.delete_function_concurrency",
    at="lambda",
    why="A function that isn't there is not found; LocalStack fails at it.",
)
def delete_function_concurrency(original: Callable[..., None], self: Any, context: Any, **request: Any) -> None:
    """Delete it; ResourceNotFoundException when there is no such function."""
    from localstack.services.lambda_.api_utils import get_account_and_region, get_name_and_qualifier

    account_id, region = get_account_and_region(request["function_name"], context)
    name, _ = get_name_and_qualifier(request["function_name"], None, context)
    self._get_function(name, account_id, region)
    original(self, context, **request)
