"""Workers of a cluster are asked once whether they take part; who can't is named, and silence holds up none."""

from collections.abc import Mapping
from threading import Event
from typing import Any, cast

import pytest
from distributed import Client

from bootstrap.polling import until
from harness.campaign.joining import Joining
from harness.campaign.on_worker import EmulatorOfWorker

PATIENCE_S = 10.0


class Asked:
    """Stands where a client of Dask's would: answers for its workers, one of them only when it is told to."""

    def __init__(self, answers: Mapping[str, str | Exception], silent: str = "") -> None:
        self.answers, self.silent, self.goes_on = answers, silent, Event()
        self.asked: list[str] = []

    def run(self, _asked: object, _plugin: object, workers: list[str], on_error: str) -> dict[str, Any]:
        """As `Client.run`."""
        assert on_error == "return"
        self.asked += workers
        if self.silent in workers:
            assert self.goes_on.wait(PATIENCE_S)
        return {each: self.answers[each] for each in workers}


def joining(client: Asked, said: list[str]) -> Joining:
    return Joining(cast(Client, client), EmulatorOfWorker("a version", "a campaign"), said.append)


def named(*addresses: str) -> dict[str, dict[str, Any]]:
    return {each: {"name": f"worker of {each}"} for each in addresses}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("it has another version", "it has another version"),
        (
            Exception("ModuleNotFoundError(\"No module named 'harness'\")"),
            "it hasn't this project in this version, ModuleNotFoundError(\"No module named 'harness'\")",
        ),
        (AttributeError("join"), "it hasn't this project in this version, AttributeError('join')"),
        (PermissionError(13, "no"), "PermissionError(13, 'no')"),
    ],
)
def test_who_cannot_take_part_is_named_once_with_the_reason(answer: str | Exception, why: str) -> None:
    client, said = Asked({"a": "", "b": answer}), list[str]()
    roll = joining(client, said)
    until(lambda: roll.look(named("a", "b")), bool, "both answers", PATIENCE_S)
    assert roll.look(named("a", "b"))
    assert said == [f"worker worker of b at b gets no run: {why}"]
    assert client.asked == ["a", "b"]


def test_one_that_joins_is_asked_while_another_is_silent() -> None:
    client, said = Asked({"a": "late", "b": "no"}, silent="a"), list[str]()
    roll = joining(client, said)
    assert not roll.look(named("a"))
    until(lambda: roll.look(named("a", "b")) or said, bool, "the second answer", PATIENCE_S)
    assert said == ["worker worker of b at b gets no run: no"]
    client.goes_on.set()
    until(lambda: roll.look(named("b")), bool, "the first answer", PATIENCE_S)
    assert len(said) == 1  # the first has left meanwhile


def test_one_that_comes_back_is_asked_again() -> None:
    client, said = Asked({"a": ""}), list[str]()
    roll = joining(client, said)
    for there in (named("a"), {}, named("a")):
        until(lambda workers=there: roll.look(workers), bool, "an answer", PATIENCE_S)  # type: ignore[misc]
    assert client.asked == ["a", "a"]
    assert not said
