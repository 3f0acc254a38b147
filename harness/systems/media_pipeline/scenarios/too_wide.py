"""Lab: policies as they are written in a hurry, the report that finds what is too wide in them, and exact ones.

Each role gets policies that somebody wrote to get on: `dynamodb:*` on the table, `s3:*` on every bucket, `sqs:*` on
everything. Three images go through. The report then says of each statement what of it was used, and makes of it a
policy for each function that has exactly that. These take the place of all others, the two functions that share one
role get roles of their own, IAM is enforced, and three more images go through.

Predict. Which actions of `dynamodb:*` does the API's role need, and which of them does each of its two functions need?
What is narrower than `arn:aws:s3:::*` and still lets tomorrow's images in? And who uses the worker's `sqs:*`: the
worker?

What you will see. Nothing of what is too wide was ever noticed: a wide policy works. The report names the folder that
all objects have in common, not their keys, for the next image has another. The worker never asks the queue for
anything: Lambda polls it, in the role's name. And the guide's one policy for both functions of the API is too wide for
each: only one of them puts jobs and objects, only the other gets them.

Remember. A report knows what was used, not what is needed: what happens once a year isn't in it. Run what seldom
happens too, or keep it in reserve, with the reason beside it.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from bootstrap.clients import Clients
from bootstrap.stacks.media_pipeline import JOB_STATUS, REQUEST_UPLOAD
from harness.breaks.roles import only, role_of_its_own
from harness.permissions.predictions import FOUND, what_is_too_wide_is_found
from harness.permissions.report import RoleReport, report
from harness.permissions.seen import read, short
from harness.probes.emulator import Emulator
from harness.probes.iam import read_iam
from harness.run.context import RunContext
from harness.run.timeline import Timeline
from harness.run.verdict import hold
from harness.systems.media_pipeline.least_privilege import ALL_IS_WELL, upload_and_wait
from harness.systems.media_pipeline.system import SYSTEM

API_ROLE, DISPATCHER_ROLE, WORKER_ROLE = "media-api-lambda-role", "dispatcher-lambda-role", "media-worker-lambda-role"
SHARED = (REQUEST_UPLOAD, JOB_STATUS)
IMAGES = 3
"""More than one tell what their keys have in common."""
EXACT = "with exact policies"
LOGS = {"Sid": "Logs", "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}
TABLE = "arn:aws:dynamodb:*:*:table/media-processing-jobs"
HURRIED: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    API_ROLE: (("Jobs", "dynamodb:*", TABLE), ("Objects", "s3:*", "arn:aws:s3:::*")),
    DISPATCHER_ROLE: (("Queue", "sqs:*", "*"),),
    WORKER_ROLE: (("Pictures", "s3:*Object", "*"), ("Jobs", "dynamodb:UpdateItem", "*"), ("Queue", "sqs:*", "*")),
}
"""By role: the statements, each with its name, the actions and the resources."""

_QUEUE = "of * only sqs media-processing-queue was used"
_TABLE = "dynamodb table/media-processing-jobs"
_UPLOADS, _PROCESSED = "s3 amodhbh-media-uploads/uploads/*", "s3 amodhbh-media-processed/processed/uploads/*"
_LOGS = "logs log-group:/aws/lambda/"
PREDICTIONS = {
    f"{API_ROLE} Jobs": "of dynamodb:* only dynamodb:GetItem, dynamodb:PutItem were used; "
                        f"of {TABLE} only {_TABLE} was used",
    f"{API_ROLE} Objects": "of s3:* only s3:GetObject, s3:PutObject were used; "
                           f"of s3 * only {_PROCESSED}, {_UPLOADS} were used",
    f"{API_ROLE} Logs": f"of * only {_LOGS}{JOB_STATUS}:*, {_LOGS}{REQUEST_UPLOAD}:* were used",
    f"{DISPATCHER_ROLE} Queue": f"of sqs:* only sqs:SendMessage was used; {_QUEUE}",
    f"{DISPATCHER_ROLE} Logs": f"of * only {_LOGS}dispatcher-lambda:* was used",
    f"{WORKER_ROLE} Pictures": "of s3:*Object only s3:GetObject, s3:PutObject were used; "
                               f"of * only {_PROCESSED}, {_UPLOADS} were used",
    f"{WORKER_ROLE} Jobs": f"of * only {_TABLE} was used",
    f"{WORKER_ROLE} Queue": f"of sqs:* only sqs:DeleteMessage, sqs:ReceiveMessage were used; {_QUEUE}",
    f"{WORKER_ROLE} Logs": f"of * only {_LOGS}worker-lambda:* was used",
}  # fmt: skip
APART = {
    REQUEST_UPLOAD: "dynamodb:PutItem, s3:PutObject",
    JOB_STATUS: "dynamodb:GetItem, s3:GetObject",
}
"""What each function of the shared role needs, beside its log."""


def each_function_has_its_own(timeline: Timeline) -> str:
    """The two functions that share a role need different things of it."""
    seen = {str(entry.facts["function"]): entry.facts["needs"] for entry in timeline if entry.name == "needs"}
    hold(seen == APART, f"{seen}")
    return f"{len(seen)} functions of one role need different things"


def exact_policies_suffice(timeline: Timeline) -> str:
    """With exactly what was used, and IAM enforced, every image goes through."""
    seen = [str(entry.facts["sees"]) for entry in timeline if entry.name == EXACT]
    hold(seen == [ALL_IS_WELL] * IMAGES, f"{seen}")
    return f"{len(seen)} images went through"


@SYSTEM.scenario(
    "too-wide",
    checks=(what_is_too_wide_is_found(PREDICTIONS), each_function_has_its_own, exact_policies_suffice),
    unused={"*": "the last look is at one image, with the stack's own policies"},
)
def too_wide(context: RunContext) -> None:
    """Policies that are too wide are found, and exact ones take their place: images go through as before."""
    emulator = Emulator(context.clients)
    hurried = {role: _document(statements) for role, statements in HURRIED.items()}
    with only(context.clients, hurried):
        emulator.call("DELETE", "iam")
        for _ in range(IMAGES):
            context.observe("with wide policies", sees=upload_and_wait(context))
        made = {one.role.name: one for one in report(read(read_iam(context.clients, frozenset(HURRIED))))}
    _tell(context, made)
    with _exact(context.clients, made), emulator.enforced_iam():
        emulator.call("DELETE", "iam")
        for _ in range(IMAGES):
            context.observe(EXACT, sees=upload_and_wait(context))
    with emulator.enforced_iam():
        emulator.call("DELETE", "iam")
        context.observe("with the stack's own", sees=upload_and_wait(context))


def _tell(context: RunContext, made: Mapping[str, RoleReport]) -> None:
    for name in HURRIED:
        for use in made[name].uses:
            tells = "; ".join(short(each) for each in use.wide)
            context.observe(FOUND, statement=f"{name} {use.granted.label}", tells=tells)
    for function, policy in made[API_ROLE].suggested_apart.items():
        actions = {action for each in policy["Statement"] for action in each["Action"]}
        own = sorted(action for action in actions if not action.startswith("logs:"))
        context.observe("needs", function=function, needs=", ".join(own))


@contextmanager
def _exact(clients: Clients, made: Mapping[str, RoleReport]) -> Iterator[None]:
    """Each role with what was used of it; the functions that share one with a role of their own."""
    with ExitStack() as roles:
        roles.enter_context(only(clients, {name: one.suggested for name, one in made.items()}))
        for function in SHARED:
            roles.enter_context(role_of_its_own(clients, function, made[API_ROLE].suggested_for(function)))
        yield


def _document(statements: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    granted = [
        {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource} for sid, action, resource in statements
    ]
    return {"Version": "2012-10-17", "Statement": [*granted, LOGS]}
