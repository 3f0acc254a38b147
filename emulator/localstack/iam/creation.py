"""What AWS checks when something is made that will act later: an event source mapping needs a role that can poll.

Source: Lambda developer guide, "Using Lambda with Amazon SQS" and "… DynamoDB", execution role permissions.
"""

from localstack.aws.api import CommonServiceException

from emulator.iam.actions.call import Call, Need
from emulator.iam.actions.particular import function
from emulator.localstack.iam.functions import role_may, role_of

_POLLED_QUEUE = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
_READ_STREAM = ("GetRecords", "GetShardIterator", "DescribeStream")


def check_creation(call: Call) -> None:
    """CommonServiceException when the operation makes a mapping whose function's role may not read its source."""
    if (call.service, call.operation) != ("lambda", "CreateEventSourceMapping"):
        return
    source, owner = call.text("EventSourceArn"), function(call).split(":")
    if len(owner) < 7 or source.split(":")[2:3] not in (["sqs"], ["dynamodb"]):
        return
    region, account_id, name = owner[3], owner[4], owner[6]
    role_arn = role_of(name, account_id, region)
    service, actions = ("sqs", _POLLED_QUEUE) if source.split(":")[2] == "sqs" else ("dynamodb", _READ_STREAM)
    for action in actions if role_arn else ():
        if not role_may(name, role_arn, account_id, region, Need(f"{service}:{action}", source)):
            raise CommonServiceException("InvalidParameterValueException", _message(service, action, source), 400, True)


def _message(service: str, action: str, source: str) -> str:
    if service == "sqs":
        return f"The function execution role does not have permissions to call {action} on SQS"
    return (
        f"Cannot access stream {source}. Please ensure the role can perform the GetRecords, GetShardIterator, "
        "DescribeStream, and ListStreams Actions on your stream in IAM."
    )
