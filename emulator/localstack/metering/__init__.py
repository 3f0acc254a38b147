"""What AWS would charge requests by, counted per account while they are answered: how often, and how much.

`counter` adds up, `requests` counts what the gateway answers, `sizes` and `emulator.dynamodb.capacity` say how much a
request is, `stored` looks at what is held now, `routes` serves it all. What it costs, the emulator doesn't know.
"""


def install() -> None:
    """Serve the counts; `requests` declares the handler that counts."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.metering.routes import UsageRoutes

    ROUTER.add(UsageRoutes())
