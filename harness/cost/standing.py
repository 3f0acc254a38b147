"""What a stack uses in a month in which nothing happens: what AWS charges for because it is there."""

from decimal import Decimal

from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.layer import Layer
from harness.cost.usage import Item, Usage

STANDARD_RESOLUTION_S = 60
MONTH = Decimal(1)
POLLS = (
    "the empty polls of event source mappings ({names}): SQS charges each, and AWS doesn't say how many there are; "
    "five pollers that wait 20 s each time would make 657,000 requests a month for each queue"
)
CODE = "the storage of function code and layers: Lambda doesn't charge for it"


def standing(stack: Stack) -> Usage:
    """Alarms, for a whole month. Buckets, tables, queues, topics, functions and APIs cost nothing while empty and idle.

    A metric that a filter fills is charged only for the hours in which it gets data: nothing, when nothing happens.
    Sources: the pricing pages of CloudWatch and Lambda; Lambda developer guide, "Using Lambda with Amazon SQS".
    """
    used = []
    for alarm in (each for each in stack.resources if isinstance(each, Alarm)):
        fine = alarm.period_s < STANDARD_RESOLUTION_S
        used.append((Item.HIGH_RESOLUTION_ALARMS if fine else Item.ALARMS, alarm.name, MONTH))
    return Usage.of(used, _not_counted(stack))


def _not_counted(stack: Stack) -> list[str]:
    mappings = sorted(each.name for each in stack.resources if isinstance(each, EventSourceMapping))
    found = [POLLS.format(names=", ".join(mappings))] if mappings else []
    return found + ([CODE] if any(isinstance(each, Layer) for each in stack.resources) else [])
