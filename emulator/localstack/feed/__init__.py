"""Tells `emulator.feed` of each request that the gateway has answered, and serves it: see `requests` and `routes`.

Invocations, datapoints and the states of alarms are told where they happen.
"""


def install() -> None:
    """Serve it; `requests` declares the handler."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.feed.routes import FeedRoutes

    ROUTER.add(FeedRoutes())
