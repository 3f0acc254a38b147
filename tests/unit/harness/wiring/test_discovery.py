"""What is configured is read service by service, and a service again by itself."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from botocore.exceptions import BotoCoreError

from bootstrap.clients import Clients
from harness.wiring import registry
from harness.wiring.model import Node
from harness.wiring.registry import Discovery, Found


class Account:
    """What stands in an account, by service, and how often it was read."""

    def __init__(self) -> None:
        self.stands: dict[str, list[str]] = {"s3": ["bucket"], "sqs": ["queue"]}
        self.hidden: frozenset[str] = frozenset()
        self.failing: str = ""
        self.reads: list[str] = []

    def unused(self) -> frozenset[str]:
        return self.hidden

    def reader(self, service: str) -> Callable[[Clients], Iterator[Found]]:
        def read(_: Clients) -> Iterator[Found]:
            self.reads.append(service)
            for name in self.stands[service]:
                yield Node(service, name), {}
            if self.failing == service:
                raise BotoCoreError

        return read


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    """Read by two discoverers."""
    made = Account()
    readers: dict[str, Any] = {service: (service, made.reader(service)) for service in made.stands}
    monkeypatch.setattr(registry, "_all", lambda: readers)
    return made


def names(discovery: Discovery, account: Account, services: frozenset[str] | None = None) -> set[str]:
    return {node.name for node in discovery.read(cast(Clients, account), services).nodes}


def test_only_what_is_asked_for_is_read_again(account: Account) -> None:
    discovery = Discovery()
    assert names(discovery, account) == {"bucket", "queue"}
    account.stands = {"s3": ["other"], "sqs": []}
    assert names(discovery, account, frozenset()) == {"bucket", "queue"}
    assert names(discovery, account, frozenset({"s3"})) == {"other", "queue"}
    assert account.reads == ["s3", "sqs", "s3"]
    assert names(discovery, account) == {"other"}


def test_a_service_that_held_nothing_is_read_once_it_holds_something(account: Account) -> None:
    discovery = Discovery()
    account.hidden = frozenset({"sqs"})
    assert names(discovery, account) == {"bucket"}
    account.hidden = frozenset()
    assert names(discovery, account, frozenset()) == {"bucket", "queue"}


def test_what_was_read_until_a_service_failed_is_told_and_the_service_read_again(account: Account) -> None:
    discovery = Discovery()
    account.failing = "s3"
    wiring = discovery.read(cast(Clients, account))
    assert {node.name for node in wiring.nodes} == {"bucket", "queue"}
    assert list(wiring.unread) == ["s3"]
    account.failing = ""
    assert not discovery.read(cast(Clients, account), frozenset()).unread
    assert account.reads == ["s3", "sqs", "s3"]
