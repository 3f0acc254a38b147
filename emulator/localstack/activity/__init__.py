"""What is in progress inside the emulator, counted per account, so that a caller can tell when all is quiet.

`tickets.started` notes that something began that can still cause something; its ticket's `finish` notes the end. The
next stage is always started before the one that caused it finishes, so that at no moment a chain of causes is between
two counts. Where work is handed to a pool or a queue, it counts from the hand-over on. Messages in queues are not
ticketed but read where they are (`sqs`, `asynchronous`); while one is taken out, a ticket stands for it.

`routes` serves the counts, `answer` says how they are to be read.
"""

from collections.abc import Callable
from functools import cache
from typing import Any


def install() -> None:
    """Serve the counts, and wrap each service of LocalStack when it is loaded, so that none is loaded for this."""
    from localstack.services.edge import ROUTER
    from localstack.services.plugins import ServicePluginManager
    from localstack.utils.patch import patch

    from emulator.localstack.activity import questions
    from emulator.localstack.activity.routes import ActivityRoutes

    ROUTER.add(ActivityRoutes())
    questions.listen()

    @patch(ServicePluginManager._load_service_plugin)
    def load(original: Callable[..., Any], self: Any, name: str) -> Any:
        _wrap(name)
        return original(self, name)


@cache
def _wrap(service: str) -> None:
    """Wrap the places of a service where work begins, waits and ends."""
    if service == "s3":
        from emulator.localstack.activity import pools

        pools.count_s3_notifications()
    elif service == "sns":
        from emulator.localstack.activity import pools

        pools.count_sns_deliveries()
    elif service == "sqs":
        from emulator.localstack.activity import pools, sqs

        sqs.wrap()
        pools.count_sqs_metrics()
    elif service == "lambda":
        from emulator.localstack.activity import asynchronous, functions, sqs

        sqs.wrap()
        asynchronous.wrap()
        functions.wrap()
