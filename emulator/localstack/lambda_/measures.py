"""Invocations are measured in `AWS/Lambda` with all that Lambda measures; LocalStack counts them and their errors."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from emulator.lambda_.measures import (
    NAMESPACE,
    THROTTLED,
    Concurrency,
    Invoked,
    Measure,
    charged_ms,
    dimensions_of,
    iterator_age,
    of_invocation,
)
from emulator.localstack.cloudwatch.own_metrics import own_metrics
from emulator.localstack.seams import wraps
from emulator.metering.counter import Kind, charged
from pricing.charged import gb_s

_concurrency = Concurrency()


@wraps(
    "services.lambda_.invocation.version_manager:LambdaVersionManager.invoke",
    at="lambda",
    why="Duration, throttles and concurrent executions are measured too, by version and for all functions together.",
)
def invoke(original: Callable[..., Any], self: Any, *, invocation: Any) -> Any:
    """Invoke the function and measure what came of it."""
    from localstack.aws.api.lambda_ import TooManyRequestsException

    identity = self.function_version.id
    function = (identity.account, identity.region, identity.function_name)
    concurrent, began_s = _concurrency.enter(*function), monotonic()
    try:
        result = original(self, invocation=invocation)
    except TooManyRequestsException:
        _put(identity, invocation, THROTTLED)
        raise
    finally:
        _concurrency.leave(*function)
    elapsed_ms = (monotonic() - began_s) * 1000
    invoked = Invoked(concurrent, result.is_error, result.logs or "", elapsed_ms)
    _put(identity, invocation, of_invocation(invoked))
    kind = Kind(identity.region, "lambda", "Run", identity.function_name, "service", "ok")
    charged.add(identity.account, kind, float(gb_s(charged_ms(invoked), self.function_version.config.memory_size)))
    return result


def measure_age(function_arn: str, age_s: float) -> None:
    """Measure the age of the last record of a batch that a function is given."""
    _, _, _, region, account_id, _, function = function_arn.split(":")[:7]
    dimensions = dimensions_of(function, function_arn)
    own_metrics.measure(account_id, region, NAMESPACE, iterator_age(age_s), dimensions)


def _put(identity: Any, invocation: Any, measures: list[Measure]) -> None:
    dimensions = dimensions_of(identity.function_name, invocation.invoked_arn)
    own_metrics.measure(identity.account, identity.region, NAMESPACE, measures, dimensions)
