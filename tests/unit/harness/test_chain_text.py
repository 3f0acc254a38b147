"""A diagnosis names the first link that is stuck, and one link's trouble doesn't hide the others."""

from dataclasses import dataclass

from botocore.exceptions import ClientError, EndpointConnectionError

from harness.diagnosis.link import Chain, Flow, Link, LinkState


@dataclass
class Told(Link):
    label: str
    flow: Flow
    error: Exception | None = None

    @property
    def name(self) -> str:
        return self.label

    def state(self) -> LinkState:
        if self.error:
            raise self.error
        return LinkState(self.label, self.flow, "told so", ("a fact",))


def missing(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "gone"}}, "Describe")


def test_the_first_stuck_link_is_named() -> None:
    diagnosis = Chain(Told("a", Flow.PASSING), Told("b", Flow.STUCK), Told("c", Flow.STUCK)).diagnose()
    assert diagnosis.stuck_at == "b"
    assert diagnosis.text().splitlines() == [
        "the chain, link by link:",
        "  [passing] a: told so",
        "            a fact",
        "  [  stuck] b: told so",
        "            a fact",
        "  [  stuck] c: told so",
        "            a fact",
        "first stuck link: b",
    ]


def test_without_a_stuck_link_the_first_idle_one_is_named() -> None:
    assert Chain(Told("a", Flow.PASSING), Told("b", Flow.IDLE), Told("c", Flow.PASSING)).diagnose().stuck_at == "b"


def test_a_passing_chain_names_none() -> None:
    diagnosis = Chain(Told("a", Flow.PASSING)).diagnose()
    assert diagnosis.stuck_at is None
    assert diagnosis.text().endswith("every link passes events")


def test_a_part_that_does_not_exist_is_stuck() -> None:
    for code in ("ResourceNotFoundException", "AWS.SimpleQueueService.NonExistentQueue", "NoSuchBucket"):
        assert Chain(Told("a", Flow.PASSING, missing(code))).diagnose().stuck_at == "a"


def test_a_link_that_can_not_be_looked_at_is_unknown() -> None:
    trouble = EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
    states = Chain(Told("a", Flow.PASSING, trouble), Told("b", Flow.STUCK)).diagnose().states
    assert [state.flow for state in states] == [Flow.UNKNOWN, Flow.STUCK]
