"""Lab: random images, and what must hold whatever happens on the way.

Bursts of uploads are made from a number, `seed`: good images, broken ones, and some that the user uploads again. What
must hold is the pipeline's promise: each image has one result, or one reason why not; each result is its own image with
the watermark; nothing is left in a queue.

What you will see. With `FAULTS=heavy` events and messages come twice, late and out of order, workers are killed before,
during and after their work, DynamoDB and S3 refuse requests or lose answers. The user asks again when the API answers
with a fault, as users do.

What to try. `make scenario SCENARIO=media-random FAULTS=heavy SEED=7`, and the picture of the run: each tick below the
time axis is a fault.
"""

from collections.abc import Mapping

from harness.run.context import RunContext
from harness.systems.media_pipeline import workload
from harness.systems.media_pipeline.checks.any_work import ANY_WORK_CHECKS
from harness.systems.media_pipeline.random_run import RandomRun
from harness.systems.media_pipeline.system import SYSTEM


def work_of(parameters: Mapping[str, int]) -> list[list[workload.Operation]]:
    """The bursts that a seed makes."""
    return workload.generated(parameters["seed"], parameters["bursts"])


@SYSTEM.scenario("media-random", checks=ANY_WORK_CHECKS, parameters={"seed": 1, "bursts": 4}, workload=work_of)
def random_work(context: RunContext) -> None:
    """Generated uploads, good and broken; one result or one reason for each, faults or not."""
    given = context.workload
    run = RandomRun(context)
    for burst in work_of(context.parameters) if given is None else workload.checked(given):
        run.do(burst)
    run.observe()
