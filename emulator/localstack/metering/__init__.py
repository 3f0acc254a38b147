"""What AWS would charge requests by, counted per account while they are answered: how often, and how much.

`counter` adds up, `requests` counts what the gateway answers, `sizes` and `emulator.dynamodb.capacity` say how much a
request is, `stored` looks at what is held now, `routes` serves it all. What it costs, the emulator doesn't know.
"""


def install() -> None:
    """Count every answered request, and serve the counts."""
    from localstack.runtime.current import get_current_runtime
    from localstack.services.edge import ROUTER

    from emulator.localstack.metering.requests import note
    from emulator.localstack.metering.routes import UsageRoutes

    ROUTER.add(UsageRoutes())
    get_current_runtime().components.gateway.response_handlers.append(note)
