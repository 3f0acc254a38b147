"""Lab: random work, and what must hold whatever happens on the way.

Bursts of uploads, overwrites and deletions of a few keys are made from a number, `seed`; the alarm's windows pass now
and then. Nothing is compared with a story that is known beforehand. What must hold is what the system promises: the
total follows the bucket, each change is in the history once, every record adds up, each transition of the alarm is
acted on, by one removal at most, and no message is left anywhere.

What you will see. `make scenario SCENARIO=s3-cleanup-random` does the same work each time. With `FAULTS=heavy SEED=7`
deliveries come twice, late and out of order, functions crash before, during and after their work, DynamoDB and S3
refuse requests or lose answers: which ones, the seed decides, and the same seed does it again. The promises hold all
the same.

What to try. Another seed. Then take something away that looks superfluous, such as the check of the sequencer, and see
how long it takes to be found: `make campaign SCENARIO=s3-cleanup-random RUNS=50 FAULTS=heavy`.
"""

from collections.abc import Mapping

from harness.run.context import RunContext
from harness.systems.s3_cleanup import workload
from harness.systems.s3_cleanup.checks.any_work import ANY_WORK_CHECKS
from harness.systems.s3_cleanup.random_run import RandomRun
from harness.systems.s3_cleanup.system import SYSTEM


def work_of(parameters: Mapping[str, int]) -> list[list[workload.Operation]]:
    """The bursts that a seed makes."""
    return workload.generated(parameters["seed"], parameters["bursts"])


@SYSTEM.scenario("s3-cleanup-random", checks=ANY_WORK_CHECKS, parameters={"seed": 1, "bursts": 6}, workload=work_of)
def random_work(context: RunContext) -> None:
    """Generated uploads, overwrites and deletions; the system's promises must hold, faults or not."""
    given = context.workload
    run = RandomRun(context)
    for burst in work_of(context.parameters) if given is None else workload.checked(given):
        run.do(burst)
    run.come_to_rest()
    run.observe()
