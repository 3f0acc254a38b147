"""What is in progress inside the emulator, counted per account, so that a caller can tell when all is quiet.

`tickets.started` notes that something began that can still cause something; its ticket's `finish` notes the end. The
next stage is always started before the one that caused it finishes, so that at no moment a chain of causes is between
two counts. Where work is handed to a pool or a queue, it counts from the hand-over on. Messages in queues are not
ticketed but read where they are (`sqs`, `asynchronous`); while one is taken out, a ticket stands for it.

`routes` serves the counts, `emulator.activity.answer` says how they are to be read.
"""


def install() -> None:
    """Serve the counts; what is counted, the modules of this package declare as seams."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.activity.routes import ActivityRoutes

    ROUTER.add(ActivityRoutes())
