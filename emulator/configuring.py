"""Which requests change what stands in an account, rather than read it or work with it. By their names alone. Pure."""

READING = (
    "Get", "List", "Describe", "Head", "BatchGet", "Filter", "Query", "Scan", "Select", "Simulate", "Search", "Lookup",
    "Test", "Estimate", "Validate", "Assume", "Decode", "Check", "Start", "Stop",
)  # fmt: skip
"""How the names of operations begin that change nothing that stands."""
WORKING = {
    "s3": frozenset((
        "PutObject", "DeleteObject", "DeleteObjects", "CopyObject", "PostObject", "RestoreObject", "CreateSession",
        "CreateMultipartUpload", "UploadPart", "UploadPartCopy", "CompleteMultipartUpload", "AbortMultipartUpload",
    )),
    "sns": frozenset(("Publish", "PublishBatch")),
    "sqs": frozenset((
        "SendMessage", "SendMessageBatch", "ReceiveMessage", "DeleteMessage", "DeleteMessageBatch", "PurgeQueue",
        "ChangeMessageVisibility", "ChangeMessageVisibilityBatch",
    )),
    "dynamodb": frozenset((
        "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "TransactGetItems",
        "ExecuteStatement", "ExecuteTransaction", "BatchExecuteStatement",
    )),
    "cloudwatch": frozenset(("PutMetricData",)),
    "events": frozenset(("PutEvents",)),
    "lambda": frozenset(("Invoke", "InvokeAsync", "InvokeWithResponseStream")),
    "logs": frozenset(("PutLogEvents", "CreateLogStream", "DeleteLogStream")),
    "kinesis": frozenset(("PutRecord", "PutRecords")),
}  # fmt: skip
"""By service, the operations that events, items and objects travel by."""


def configures(service: str, operation: str) -> bool:
    """Whether an answered request may have changed what stands or how it is connected; what isn't known counts."""
    return not operation.startswith(READING) and operation not in WORKING.get(service, ())
