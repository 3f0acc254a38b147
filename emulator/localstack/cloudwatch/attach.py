"""Where our provider stands: in the place of LocalStack's."""

from typing import Any

from emulator.localstack.seams import replaces


@replaces(
    "services.cloudwatch.provider_v2:CloudwatchProvider",
    at="cloudwatch",
    why="Alarms, windows, statistics and metric math follow AWS's documented rules, on a clock that can be stepped.",
)
def provider(_: Any) -> type:
    """Our provider's class, which is derived from LocalStack's."""
    from emulator.localstack.cloudwatch.provider import CloudWatch

    return CloudWatch
