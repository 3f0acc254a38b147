"""What a stack uses in a month in which nothing happens: what AWS charges for because it is there."""

from collections.abc import Iterator
from decimal import Decimal

from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.cloudformation_stack import CloudFormationStack
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.layer import Layer
from bootstrap.templates.template import declared, property_of
from pricing.usage import Item, Usage

STANDARD_RESOLUTION_S = 60
MONTH = Decimal(1)
POLLS = (
    "the empty polls of event source mappings ({names}): SQS charges each, and AWS doesn't say how many there are; "
    "five pollers that wait 20 s each time would make 657,000 requests a month for each queue"
)
LAYERS = (Layer.kind, "AWS::Serverless::LayerVersion")
FUNCTION, POLLED = "AWS::Serverless::Function", "SQS"
CODE = "the storage of function code and layers: Lambda doesn't charge for it"


def standing(stack: Stack) -> Usage:
    """Alarms, for a whole month. Buckets, tables, queues, topics, functions and APIs cost nothing while empty and idle.

    A metric that a filter fills is charged only for the hours in which it gets data: nothing, when nothing happens.
    What a template declares counts like what a stack of the harness's own types does.
    Sources: the pricing pages of CloudWatch and Lambda; Lambda developer guide, "Using Lambda with Amazon SQS".
    """
    used = []
    for name, period_s in _alarms(stack):
        fine = period_s < STANDARD_RESOLUTION_S
        used.append((Item.HIGH_RESOLUTION_ALARMS if fine else Item.ALARMS, name, MONTH))
    return Usage.of(used, _not_counted(stack))


def _alarms(stack: Stack) -> Iterator[tuple[str, int]]:
    """Name and period of each alarm; one that only CloudFormation knows is taken for one of standard resolution."""
    yield from ((each.name, each.period_s) for each in stack.of_type(Alarm))
    for each in stack.of_type(CloudFormationStack):
        document = each.template.document()
        for logical_id, properties in declared(document, Alarm.kind):
            given = properties.get("Period")
            period = str(given) if isinstance(given, int) else property_of(document, properties, "Period")
            name = property_of(document, properties, "AlarmName") or f"{each.name} {logical_id}"
            yield name, int(period) if period.isdecimal() else STANDARD_RESOLUTION_S


def _not_counted(stack: Stack) -> list[str]:
    mappings = sorted((*(each.name for each in stack.of_type(EventSourceMapping)), *_polled_by_templates(stack)))
    found = [POLLS.format(names=", ".join(mappings))] if mappings else []
    return found + ([CODE] if stack.of_type(Layer) or any(True for _ in _layers_of_templates(stack)) else [])


def _polled_by_templates(stack: Stack) -> Iterator[str]:
    for each in stack.of_type(CloudFormationStack):
        document = each.template.document()
        yield from (f"{each.name} {logical_id}" for logical_id, _ in declared(document, EventSourceMapping.kind))
        for logical_id, properties in declared(document, FUNCTION):
            events = properties.get("Events") or {}
            yield from (f"{each.name} {logical_id} {name}" for name, event in events.items()
                        if event.get("Type") == POLLED)  # fmt: skip


def _layers_of_templates(stack: Stack) -> Iterator[str]:
    for each in stack.of_type(CloudFormationStack):
        for kind in LAYERS:
            yield from (logical_id for logical_id, _ in declared(each.template.document(), kind))
