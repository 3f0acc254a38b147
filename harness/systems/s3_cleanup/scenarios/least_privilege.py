"""Lab: every statement of the clean-up system's policies is taken away, one after the other, and somebody notices.

IAM is enforced. Five roles have twenty-three statements between them. Each in turn is taken from its role, in an order
that `seed` chooses, those that the driver begins with first, because it begins on an empty system only. Then the
function is given something to do: an object for size-tracking and logging, the alarm's action (twice) for the cleaner,
a request for the plot, a run for the driver. Beside each stands a prediction: the action that is denied, the link that
the chain's diagnosis names for it, and what somebody sees who looks at the system.

Predict. Which statement of the cleaner is only missed when the alarm's action comes twice? Which is missed by nobody?
And what becomes of the alarm when size-tracking may not write its log?

What you will see. Without its queue's statement a function isn't called: it is the poller that is denied, in the role's
name, and the message stays where it is. Without the statement for its log, size-tracking goes on and the total grows,
but no line tells the total: the metric filter has nothing to read, the metric stays silent, and the alarm will never
fire. Nothing fails, and the bucket is never cleaned: of all these faults this one is the quietest.

Remember. A permission can be needed for what a system does seldom (`dynamodb:GetItem` of the cleaner), or only for a
better error (`s3:ListBucket`: 404 instead of 403). That is why both are kept in reserve, with the reason beside them,
and why `harness iam` after one good run can't tell you alone what may go.
"""

from bootstrap.stacks.s3_cleanup import CLEANER, DRIVER, LOGGING, PLOTTING, QUEUES, TRACKING
from harness.breaks.grants import Grant, grants_of, shuffled
from harness.permissions.predictions import NOTHING, Prediction, every_prediction_was_right
from harness.probes.emulator import Emulator
from harness.run.context import RunContext
from harness.run.permission_watch import LOGGING as LOGS
from harness.run.permission_watch import take_each_away
from harness.systems.s3_cleanup.least_privilege import ALL_IS_WELL, NO_LOG, Drives
from harness.systems.s3_cleanup.system import SYSTEM

NO_TOTAL, NO_EVENT = "the total doesn't change", "no log line tells the event"
NO_REMOVAL, NO_DRIVE = "nothing is removed", "the driver fails"
REPEATED = "an object is removed, and the repeated action fails"


def _of(function: str, predicted: dict[str, tuple[str, str]]) -> dict[str, Prediction]:
    """Predictions for the statements of a function's role, by their first action: what is denied, what is seen."""
    link = f"lambda {function}"
    return {
        f"{function}-role {first}": Prediction(denied, NOTHING if denied == NOTHING else link, sees)
        for first, (denied, sees) in predicted.items()
    }


def _polling(function: str, queue: str, sees: str) -> dict[str, Prediction]:
    link = f"sqs {queue} -> lambda {function}"
    return {f"{function}-role sqs:ReceiveMessage": Prediction("sqs:ReceiveMessage", link, sees)}


PREDICTIONS = {
    **_of(TRACKING, {
        "logs:CreateLogStream": (LOGS, "no log line tells the total"),
        "dynamodb:GetItem": ("dynamodb:GetItem", NO_TOTAL),
        "dynamodb:PutItem": ("dynamodb:PutItem", NO_TOTAL),
        "dynamodb:Query": ("dynamodb:Query", NO_TOTAL),
    }),
    **_polling(TRACKING, QUEUES[0], NO_TOTAL),
    **_of(LOGGING, {
        "logs:CreateLogStream": (LOGS, NO_EVENT),
        "dynamodb:Query": ("dynamodb:Query", NO_EVENT),
    }),
    **_polling(LOGGING, QUEUES[1], NO_EVENT),
    **_of(CLEANER, {
        "logs:CreateLogStream": (LOGS, NO_LOG),
        "dynamodb:Query": ("dynamodb:Query", NO_REMOVAL),
        "dynamodb:GetItem": ("dynamodb:GetItem", REPEATED),
        "dynamodb:UpdateItem": ("dynamodb:UpdateItem", NO_REMOVAL),
        "s3:DeleteObject": ("s3:GetObject", NO_REMOVAL),
        "s3:ListBucket": (NOTHING, ALL_IS_WELL),
    }),
    **_of(PLOTTING, {
        "logs:CreateLogStream": (LOGS, NO_LOG),
        "dynamodb:Query": ("dynamodb:Query", "the API answers 502"),
        "s3:PutObject": ("s3:PutObject", "the API answers 502"),
    }),
    **_of(DRIVER, {
        "logs:CreateLogStream": (LOGS, NO_DRIVE),
        "s3:PutObject": ("s3:PutObject", NO_DRIVE),
        "s3:ListBucket": ("s3:ListBucket", NO_DRIVE),
        "dynamodb:GetItem": ("dynamodb:GetItem", NO_DRIVE),
        "dynamodb:Query": ("dynamodb:Query", NO_DRIVE),
        "cloudwatch:DescribeAlarms": ("cloudwatch:DescribeAlarms", NO_DRIVE),
    }),
}  # fmt: skip


def _begins_a_drive(grant: Grant) -> bool:
    return grant.role == f"{DRIVER}-role" and not grant.label.endswith("logs:CreateLogStream")


@SYSTEM.scenario(
    "least-privilege",
    checks=(every_prediction_was_right(PREDICTIONS),),
    own_functions=(DRIVER,),
    parameters={"seed": 1},
    unused={"*": "the last look is at one event, with all statements in place"},
)
def least_privilege(context: RunContext) -> None:
    """Each statement of the five roles is taken away in turn: what is denied, what is named, what somebody sees."""
    drives, emulator = Drives(context), Emulator(context.clients)
    with emulator.enforced_iam():
        grants = shuffled(grants_of(context.clients), context.parameters["seed"])
        take_each_away(context, filter(_begins_a_drive, grants), drives)
        drives.event()
        take_each_away(context, (each for each in grants if not _begins_a_drive(each)), drives)
        emulator.call("DELETE", "iam")
        context.observe("with all of them", sees=drives.event())
