"""CloudWatch by AWS's rules, on a clock that a scenario can control.

`rules` decides, `windows` says when, `datapoints` reads, `evaluation` puts them together, `transitions` changes states
and `actions` carries out what follows; `provider` is the API, `scheduler` and `clock_routes` run the time.
"""


def install() -> None:
    """Serve the clock; our provider takes its place by a seam, see `attach`."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.cloudwatch.clock_routes import ClockRoutes
    from emulator.localstack.cloudwatch.forgetting import MetricRoutes

    ROUTER.add(ClockRoutes())
    ROUTER.add(MetricRoutes())
