"""An event source mapping: Lambda polls a queue or a stream for a function."""

from datetime import datetime

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.links.depths import dead_letters, depth
from harness.diagnosis.links.function import trouble_of
from harness.diagnosis.links.permits import arn
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind

POLLING = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
READING = ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream")
FAILED = "PROBLEM"
"""How LastProcessingResult begins when the function failed with a batch of a stream, which is then tried again."""
WORKING = ("Enabled", "Creating", "Enabling", "Updating")


@looks_at(Kind.MAPPING, "there is no event source mapping")
def mapping(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when it is off, when its role may not poll, when messages wait or ended as dead letters.

    Not for messages that are there because the function fails with them: that is the function's link.
    """
    state, dead = str(live.settings["State"]), dead_letters(sight, edge.source)
    held, visible = depth(sight, edge.source)
    facts = (*_facts(sight, edge, live), *((f"{dead} dead letters",) if dead else ()))
    if state not in WORKING:
        why = f"the event source mapping is {state}"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause="the mapping was disabled, or is going")
    if lacking := _lacking(sight, edge, live):
        why = f"Lambda may not poll the {'queue' if edge.source.service == 'sqs' else 'stream'} for the function"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause=f"permission missing: {lacking}")
    failed = str(live.settings.get("LastProcessingResult", "")).startswith(FAILED)
    if failed or ((dead or held) and trouble_of(sight, edge.target)):
        what = "records" if failed else "messages"
        return LinkState(edge.name, Flow.PASSING, f"{what} reach the function, which fails", facts)
    if dead:
        why = f"{dead} messages ended in the dead-letter queue"
        cause = "the function reported them as failed each time: a message that it can't process"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause=cause)
    if held:
        cause = "the function reported them as failed, and they wait for their next try" if not visible else ""
        return LinkState(edge.name, Flow.STUCK, f"{held} messages are not processed", facts, cause=cause)
    return LinkState(edge.name, Flow.PASSING, "enabled, nothing waits", facts)


def _facts(sight: Sight, edge: Edge, live: Edge) -> tuple[str, ...]:
    read, settings = sight.wiring.of(edge.source), live.settings
    visible, in_flight, delayed = (
        read.get(f"ApproximateNumberOfMessages{each}", "?") for each in ("", "NotVisible", "Delayed")
    )
    changed = settings.get("LastModified")
    at = f" since {changed:%H:%M:%S}" if isinstance(changed, datetime) else ""
    mapping = f"event source mapping: {settings['State']}{at}, batches of {settings.get('BatchSize', '?')}"
    if edge.source.service != "sqs":
        position = settings.get("StartingPosition", "?")
        return (f"{mapping}, from {position}", f"last batch: {settings.get('LastProcessingResult', '?')}")
    return (f"{edge.source.name}: {visible} visible, {in_flight} in flight, {delayed} delayed", mapping)


def _lacking(sight: Sight, edge: Edge, live: Edge) -> str:
    """What the function's role needs for polling and isn't granted, where that is enforced."""
    role = str(sight.wiring.of(edge.target).get("Role", ""))
    if not sight.enforced or not role:
        return ""
    if edge.source.service == "dynamodb":
        source, actions = str(live.settings.get("EventSourceArn", "")), READING
    elif edge.source.service == "sqs":
        source, actions = arn(sight, edge.source), POLLING
    else:
        return ""
    lacking = [action for action in actions if sight.lacks(role, action, source)]
    return f"role {role.rsplit('/', 1)[-1]} may not {', '.join(lacking)} on {source}" if lacking else ""
