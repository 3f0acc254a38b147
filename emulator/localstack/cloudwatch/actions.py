"""Carries out alarm actions, each on a thread of its own: none waits for another, and no evaluation waits for any."""

import logging
from collections.abc import Callable
from functools import partial
from threading import Thread

from localstack.aws.connect import connect_to
from localstack.utils.aws.arns import parse_arn

from emulator.activity import tickets
from emulator.cloudwatch.messages import STATE_ACTIONS, Change, lambda_event, sns_message, sns_subject
from emulator.divergences import divergences
from emulator.localstack.faults import alarms as faults
from emulator.localstack.permissions.functions import may_invoke

LOG = logging.getLogger(__name__)
PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com"
"""Source: user guide, "Alarm actions" → Lambda: the function's policy must let it invoke, for the alarm's ARN."""
DENIED = (
    "CloudWatch Alarms is not authorized to perform: lambda:InvokeFunction on the resource because no resource-based "
    "policy allows the lambda:InvokeFunction action"
)

Record = Callable[[Change, str, str, str | None], None]
"""Told of each action when it is over: the change, the action's ARN, the message, the error or None."""


class ActionError(Exception):
    """The action could not be carried out; the message is what the history says."""


def dispatch(change: Change, record: Record) -> None:
    """Start the actions for the state that was entered; returns at once. They count as activity until recorded."""
    if not change.alarm.get("ActionsEnabled", True):
        return
    name, state = change.alarm["AlarmName"], change.alarm["StateValue"]
    for arn in change.alarm.get(STATE_ACTIONS[state]) or ():
        faults.act(change.account_id, name, state, arn, partial(_start, change, arn, record))


def _start(change: Change, arn: str, record: Record) -> None:
    ticket = tickets.started(change.account_id, "alarm_actions", change.alarm["AlarmName"])
    Thread(target=_carry_out, args=(change, arn, record, ticket), name="alarm-action", daemon=True).start()


def _carry_out(change: Change, arn: str, record: Record, ticket: tickets.Ticket) -> None:
    message = ""
    try:
        message = lambda_event(change) if ":lambda:" in arn else sns_message(change)
        _perform(change, arn, message)
        record(change, arn, message, None)
    except Exception as error:
        LOG.info("alarm action %s of %s failed: %s", arn, change.alarm["AlarmArn"], error)
        record(change, arn, message, str(error) or type(error).__name__)
    finally:
        ticket.finish()


def _perform(change: Change, arn: str, message: str) -> None:
    target = parse_arn(arn)
    clients = connect_to(aws_access_key_id=target["account"] or change.account_id, region_name=target["region"])
    if target["service"] == "sns":
        clients.sns.publish(TopicArn=arn, Subject=sns_subject(change), Message=message)
    elif target["service"] == "lambda":
        if not may_invoke(PRINCIPAL, arn, change.alarm["AlarmArn"], change.account_id):
            clients.lambda_.get_function(FunctionName=arn)  # without a function that is the error to record
            raise ActionError(DENIED)
        clients.lambda_.invoke(FunctionName=arn, InvocationType="Event", Payload=message)
    else:
        divergences.touch(
            "cloudwatch-alarm-action", f"actions of {target['service']} are not emulated", change.account_id
        )
        raise ActionError(f"actions of {target['service']} are not emulated")
