"""What has expired is removed: objects and unfinished uploads, items, and log events, on the account's clock.

When a stepped clock is advanced, at every midnight on the way and at its end; on the wall, once a minute as soon as
anybody has asked for expiry. AWS takes its time: about a day for objects, a few days for items, up to 72 hours for log
events. Messages of queues go by `emulator.localstack.sqs.retention`.
"""


def install() -> None:
    """Serve LocalStack's own way to remove expired items at once."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.expiry.routes import ExpiredItems

    ROUTER.add(ExpiredItems())
