"""How long a decision takes: `python -m emulator.iam.pace` prints microseconds, as one JSON document.

A function's role with three policies asks for objects of a bucket, as a worker does: `remembered` are requests of which
some have been decided before, each with a context of its own; `anew` are policies that nobody has decided with.
"""

import json
import statistics
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

from emulator.iam.evaluation import AccessRequest
from emulator.iam.evaluator import Evaluator
from emulator.iam.policies import Policies, PolicyKind, read_policy
from emulator.iam.principals import session

ASKED, ROUNDS = 200, 20
PRINCIPAL = session("arn:aws:iam::111122223333:role/worker", "worker")
BUCKET, TABLE = "arn:aws:s3:::pictures", "arn:aws:dynamodb:us-east-1:111122223333:table/jobs"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:work"


def _allow(actions: list[str], resource: str, **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource} | more


TLS = {"Bool": {"aws:SecureTransport": "true"}}
DOCUMENTS = (
    [_allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "*")],
    [_allow(["s3:GetObject"], f"{BUCKET}/uploads/*", Condition=TLS), _allow(["s3:ListBucket"], BUCKET)],
    [_allow(["dynamodb:UpdateItem"], TABLE), _allow(["sqs:ReceiveMessage", "sqs:DeleteMessage"], QUEUE)],
)


def _policies() -> Policies:
    read = (read_policy({"Version": "2012-10-17", "Statement": each}, "p", PolicyKind.IDENTITY) for each in DOCUMENTS)
    return Policies(identity=tuple(read))


def _requests() -> Iterator[AccessRequest]:
    for place in range(ASKED):
        context = {"aws:securetransport": "true", "aws:useragent": str(place)}
        yield AccessRequest(PRINCIPAL, "s3:GetObject", f"{BUCKET}/uploads/{place}/a.jpg", "111122223333", context)


def _median_us(decide: Callable[[AccessRequest], object]) -> float:
    taken = []
    for request in (each for _ in range(ROUNDS) for each in _requests()):
        began = perf_counter()
        decide(request)
        taken.append(1e6 * (perf_counter() - began))
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    policies, evaluator = _policies(), Evaluator()
    remembered = _median_us(lambda request: evaluator.evaluate(request, policies, "one version"))
    anew = _median_us(lambda request: Evaluator().evaluate(request, policies, "one version"))
    sys.stdout.write(json.dumps({"remembered_us": remembered, "anew_us": anew}) + "\n")


if __name__ == "__main__":
    main()
