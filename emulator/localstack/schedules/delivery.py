"""Invokes the target of a schedule as the schedule's role, again where that may help, and tells its dead-letter queue.

API reference, "RetryPolicy"; user guide, "Configuring a dead-letter queue". A request that was refused (4xx) isn't made
again.
"""

import json
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to

from emulator.activity import tickets
from emulator.scheduler.target import Occasion, payload, request

LOG = logging.getLogger(__name__)
PRINCIPAL = "scheduler"
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 10.0
_senders = ThreadPoolExecutor(8, thread_name_prefix="schedule")


def deliver(account_id: str, name: str, target: Mapping[str, Any], occasion: Occasion) -> None:
    """Invoke the target soon; in progress for the account until it is done."""
    _senders.submit(_deliver, target, occasion, tickets.started(account_id, "schedule", name))


def _deliver(target: Mapping[str, Any], occasion: Occasion, ticket: tickets.Ticket) -> None:
    try:
        _try(target, occasion)
    except Exception:
        LOG.exception("schedule %s could not invoke its target", occasion.schedule_arn)
    finally:
        ticket.finish()


def _try(target: Mapping[str, Any], occasion: Occasion) -> None:
    policy = target.get("RetryPolicy") or {}
    retries = int(policy.get("MaximumRetryAttempts", 185))
    until = monotonic() + int(policy.get("MaximumEventAgeInSeconds", 86_400))
    for attempt in range(1, retries + 2):
        try:
            _invoke(target, occasion, attempt)
            return
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
            if status < 500 or attempt > retries or monotonic() > until:
                LOG.warning("schedule %s: %s", occasion.schedule_arn, error)
                _tell(target, occasion, attempt, error)
                return
        sleep(min(FIRST_PAUSE_S * 2 ** (attempt - 1), LONGEST_PAUSE_S))


def _invoke(target: Mapping[str, Any], occasion: Occasion, attempt: int) -> None:
    service, operation, parameters = request(target, payload(target, occasion, attempt))
    region = target["Arn"].split(":")[3]
    clients = connect_to.with_assumed_role(
        role_arn=target["RoleArn"],
        service_principal=PRINCIPAL,
        region_name=region,  # type: ignore[arg-type, unused-ignore]
    )
    client = getattr(clients, "lambda_" if service == "lambda" else service)
    getattr(client, operation)(**parameters)


def _tell(target: Mapping[str, Any], occasion: Occasion, attempts: int, error: ClientError) -> None:
    """Put what could not be delivered into the dead-letter queue, if there is one."""
    arn = (target.get("DeadLetterConfig") or {}).get("Arn")
    if not arn:
        return
    attributes = {
        "ERROR_CODE": error.response["Error"]["Code"],
        "ERROR_MESSAGE": error.response["Error"]["Message"],
        "EXECUTION_ID": occasion.execution_id,
        "RETRY_ATTEMPTS": str(attempts - 1),
        "SCHEDULE_ARN": occasion.schedule_arn,
        "TARGET_ARN": target["Arn"],
    }
    text = payload(target, occasion, attempts)
    _, _, parameters = request({"Arn": arn}, text if isinstance(text, str) else json.dumps(text))
    told = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    clients = connect_to.with_assumed_role(
        role_arn=target["RoleArn"],
        service_principal=PRINCIPAL,
        region_name=arn.split(":")[3],  # type: ignore[arg-type, unused-ignore]
    )
    clients.sqs.send_message(**parameters, MessageAttributes=told)
