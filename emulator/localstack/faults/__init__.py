"""Faults where LocalStack's services hand things over; which, `emulator.faults` decides, and nothing is met unasked.

`messages` is about queues, `events` about S3 and SNS, `functions` about invocations, `requests` about what functions
ask of AWS, `alarms` about CloudWatch. `stepping` takes turns on a stepped clock, `routes` serves `/_harness/faults`.
"""


def install() -> None:
    """Serve the endpoint; the modules of this package declare what they change as seams."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.faults.routes import FaultRoutes

    ROUTER.add(FaultRoutes())
