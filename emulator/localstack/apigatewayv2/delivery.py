"""Writing access log entries to CloudWatch Logs.

An entry is written before the client has its response, so that whoever saw the response finds the entry. A log that
can't be written never fails the request.
"""

import logging
from contextlib import suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from localstack.aws.connect import connect_to

from emulator.localstack.apigatewayv2.control.stages import LOG_GROUP

LOG = logging.getLogger(__name__)


def deliver(destination_arn: str, stream: str, entry: str, at_ms: int) -> None:
    """Append `entry` to the log stream of the group, which is made when it isn't there."""
    group = LOG_GROUP.fullmatch(destination_arn)
    if group is None:
        return
    logs = connect_to(aws_access_key_id=group["account_id"], region_name=group["region"]).logs
    try:
        _put(logs, group["name"], stream, entry, at_ms)
    except (BotoCoreError, ClientError) as error:
        LOG.warning("access log entry for %s is lost: %s", destination_arn, error)


def _put(logs: Any, group: str, stream: str, entry: str, at_ms: int) -> None:
    event = {"logGroupName": group, "logStreamName": stream, "logEvents": [{"timestamp": at_ms, "message": entry}]}
    try:
        logs.put_log_events(**event)
    except logs.exceptions.ResourceNotFoundException:
        with suppress(logs.exceptions.ResourceAlreadyExistsException):
            logs.create_log_stream(logGroupName=group, logStreamName=stream)
        logs.put_log_events(**event)
