"""Events of S3 and messages of SNS under faults: twice, and late."""

from collections.abc import Callable
from functools import partial
from typing import Any

from emulator.faults.account import AccountFaults, faults_of
from emulator.faults.identity import Identity, of_message, stable
from emulator.lambda_.timers import SharedTimer
from emulator.localstack.seams import wraps

OF_S3 = ("s3-event-twice", "s3-event-late")
OF_SNS = ("sns-twice", "sns-late")
WHY = "An event may come twice or late, if the account asked for faults."


@wraps("services.s3.notifications:NotificationDispatcher._submit_notification", at="s3", why=WHY)
def notify(original: Callable[..., None], dispatcher: Any, notifier: Any, context: Any, configuration: Any) -> None:
    """Publish an event of S3's: once, twice or later."""
    faults = faults_of(context.bucket_account_id)
    send = partial(original, dispatcher, notifier, context, configuration)
    if faults is None:
        send()
        return
    what = f"{context.event_type.removeprefix('s3:')} {stable(context.plain_key)} {context.key_size} B"
    identity = Identity(str(context.sequencer).rjust(24, "0"), what)
    _send(faults, OF_S3, context.bucket_name, identity, send)


@wraps("services.sns.publisher:PublishDispatcher._submit_notification", at="sns", why=WHY)
def deliver(original: Callable[..., None], dispatcher: Any, notifier: Any, context: Any, subscriber: Any) -> None:
    """Deliver a message to a subscriber: once, twice or later. Topics of the kind FIFO are left alone."""
    faults = faults_of(context.store._account_id)
    send = partial(original, dispatcher, notifier, context, subscriber)
    topic = str(subscriber.get("TopicArn", "")).rpartition(":")[2]
    message = getattr(context, "message", None)
    if faults is None or topic.endswith(".fifo") or message is None:
        send()
        return
    place = f"{topic} -> {str(subscriber.get('Endpoint', '')).rpartition(':')[2]}"
    _send(faults, OF_SNS, place, of_message(str(message.message)), send)


def _send(
    faults: AccountFaults, kinds: tuple[str, str], place: str, identity: Identity, send: Callable[[], None]
) -> None:
    twice, _ = kinds
    fault = faults.decide(kinds, place, identity.what)
    if fault is None:
        send()
        return
    if fault.kind == twice:
        faults.note(fault)
        send()
        send()
        return
    late_s = faults.decisions.late_s(fault)
    faults.note(fault, f"{late_s:g} s late")
    faults.later(place, identity, send, late_s, SharedTimer)
