"""An e-mail subscription: made once, found again, sent nothing before its reader confirms, and gone with its topic."""

from pathlib import Path

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Interpreter
from bootstrap.resources.subscription import Mailbox, Subscription, SubscriptionHandler
from bootstrap.resources.topic import Topic
from bootstrap.survey import plan
from bootstrap.teardown import teardown
from harness.probes.emulator import Emulator

INTERPRETER = Interpreter.of_this_machine("3.11")


def test_a_mailbox_waits_for_its_reader(clients: Clients, tmp_path: Path) -> None:
    scope = Scope(clients.account_id, clients.region)
    topic = Topic(scope, "letters")
    stack = Stack("letters", scope, (Subscription(scope, "mail", topic, Mailbox("someone@example.com")),))
    apply(stack, clients, INTERPRETER, tmp_path)
    assert not any(each.changed for each in plan(stack, clients, INTERPRETER).instructions)
    (existing,) = SubscriptionHandler().listing(clients)
    assert existing.identity == "letters -> someone@example.com"

    clients.sns.publish(TopicArn=topic.arn, Message="hello")
    assert Emulator(clients).quiet()
    emulator = Emulator(clients)
    touched, mark = {"id": "sns-mail", "detail": "someone@example.com was sent nothing"}, emulator.mark()
    assert touched in emulator.divergences()
    assert touched not in emulator.divergences(since=mark)
    clients.sns.publish(TopicArn=topic.arn, Message="hello again")
    assert touched in emulator.divergences(since=mark)

    assert teardown(stack, clients).clean
    assert SubscriptionHandler().listing(clients) == []
