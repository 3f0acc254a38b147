"""Lab: every statement of the pipeline's policies is taken away, one after the other, and somebody notices.

IAM is enforced. Three roles have twelve statements between them. Each in turn is taken from its role, in an order that
`seed` chooses; then a user asks for an upload, PUTs an image and waits. Beside each stands a prediction: the action
that is denied, the link that the chain's diagnosis names for it, and what the user sees.

Predict. Without `s3:PutObject` of the API's role: is the request for a URL refused, or the upload? Without `dynamodb:
UpdateItem` of the worker: is the job FAILED? Without the policy for logs: who notices?

What you will see. A presigned URL is made without asking anybody: S3 looks at the signer's permission when the URL is
used, so that the upload is answered 403, by S3, and no function's log tells of it. What the dispatcher and the worker
may not do the user sees as a job that doesn't end; the queue's redrive will see to the message later. What keeps logs
away keeps nothing else away: the images go on, and nobody notices until somebody looks for a log. And one statement is
missed by nobody: `s3:ListBucket` is asked for only when a key isn't there.

Remember. A user's symptom seldom names the permission: three different ones make a job that doesn't end. The denial
does: look for `AccessDenied` in the function's log, at the dead-letter queue, or at `harness diagnose`, which names the
role, the action and the resource.

What to try. `make iam STACK=media-pipeline` after a run says which statement was used how often.
"""

from functools import partial

from bootstrap.stacks.media_pipeline import DISPATCHER, JOB_STATUS, QUEUE, REQUEST_UPLOAD, WORKER
from harness.breaks.grants import grants_of, shuffled
from harness.permissions.predictions import NOTHING, Prediction, every_prediction_was_right
from harness.probes.emulator import Emulator
from harness.run.context import RunContext
from harness.run.permission_watch import LOGGING, take_each_away
from harness.systems.media_pipeline.least_privilege import ALL_IS_WELL, NO_END, NO_LOG, upload_and_wait
from harness.systems.media_pipeline.system import SYSTEM

API_ROLE, DISPATCHER_ROLE, WORKER_ROLE = "media-api-lambda-role", "dispatcher-lambda-role", "media-worker-lambda-role"
REQUESTING, ASKING = f"lambda {REQUEST_UPLOAD}", f"lambda {JOB_STATUS}"
DISPATCHING, WORKING = f"lambda {DISPATCHER}", f"lambda {WORKER}"
PREDICTIONS = {
    f"{API_ROLE} dynamodb:PutItem": Prediction("dynamodb:PutItem", REQUESTING, "the API answers 500"),
    f"{API_ROLE} s3:PutObject": Prediction("s3:PutObject", REQUESTING, "the upload is answered 403"),
    f"{API_ROLE} s3:GetObject": Prediction("s3:GetObject", ASKING, "the download is answered 403"),
    f"{API_ROLE} logs:CreateLogGroup": Prediction(LOGGING, REQUESTING, NO_LOG),
    f"{DISPATCHER_ROLE} sqs:SendMessage": Prediction("sqs:SendMessage", DISPATCHING, NO_END),
    f"{DISPATCHER_ROLE} logs:CreateLogGroup": Prediction(LOGGING, DISPATCHING, NO_LOG),
    f"{WORKER_ROLE} s3:GetObject": Prediction("s3:GetObject", WORKING, NO_END),
    f"{WORKER_ROLE} s3:ListBucket": Prediction(NOTHING, NOTHING, ALL_IS_WELL),
    f"{WORKER_ROLE} s3:PutObject": Prediction("s3:PutObject", WORKING, NO_END),
    f"{WORKER_ROLE} dynamodb:UpdateItem": Prediction("dynamodb:UpdateItem", WORKING, NO_END),
    f"{WORKER_ROLE} sqs:ReceiveMessage": Prediction("sqs:ReceiveMessage", f"sqs {QUEUE} -> {WORKING}", NO_END),
    f"{WORKER_ROLE} logs:CreateLogGroup": Prediction(LOGGING, WORKING, NO_LOG),
}


@SYSTEM.scenario(
    "media-least-privilege",
    checks=(every_prediction_was_right(PREDICTIONS),),
    parameters={"seed": 1},
    unused={"sqs:GetQueueAttributes": "it is asked for when the queue is connected, before statements are taken away"},
)
def least_privilege(context: RunContext) -> None:
    """Each statement of the three roles is taken away in turn: what is denied, what is named, what the user sees."""
    emulator = Emulator(context.clients)
    with emulator.enforced_iam():
        grants = shuffled(grants_of(context.clients), context.parameters["seed"])
        take_each_away(context, grants, partial(upload_and_wait, context))
        emulator.call("DELETE", "iam")
        context.observe("with all of them", sees=upload_and_wait(context))
