"""CloudWatch by AWS's rules, on a clock that a scenario can control.

`rules` decides, `windows` says when, `datapoints` reads, `evaluation` puts them together, `transitions` changes states
and `actions` carries out what follows; `provider` is the API, `scheduler` and `clock_routes` run the time.
"""


def install() -> None:
    """Put our provider where LocalStack looks for CloudWatch's, and serve the clock and the activity."""
    from localstack.services.cloudwatch import provider_v2
    from localstack.services.edge import ROUTER

    from emulator.localstack import activity
    from emulator.localstack.cloudwatch import date_header, own_metrics
    from emulator.localstack.cloudwatch.clock_routes import ClockRoutes
    from emulator.localstack.cloudwatch.forgetting import MetricRoutes
    from emulator.localstack.cloudwatch.provider import CloudWatch

    provider_v2.CloudwatchProvider = CloudWatch
    ROUTER.add(ClockRoutes())
    ROUTER.add(MetricRoutes())
    date_header.install()
    own_metrics.install()
    activity.install()
