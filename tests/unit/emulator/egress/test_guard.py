"""What the guard decides about each audit event, called as Python calls it; `tests/integration/egress` attaches it."""

import socket
import sys
from typing import Any

import pytest

from emulator.egress import attempts as attempts_module
from emulator.egress.attempts import Attempt, Attempts, caller
from emulator.egress.decision import Egress
from emulator.egress.guard import EgressRefused, Guard, addresses_of

OUTSIDE = "192.0.2.1"


@pytest.fixture
def attempts() -> Attempts:
    return Attempts()


@pytest.fixture
def guard(attempts: Attempts) -> Guard:
    return Guard(Egress(named=("allowed.example",)), attempts)


@pytest.mark.parametrize(
    ("event", "arguments", "said"),
    [
        ("socket.connect", (None, (OUTSIDE, 80)), f"connect to {OUTSIDE}:80"),
        ("socket.connect", (None, (OUTSIDE.encode(), 80)), f"connect to {OUTSIDE}:80"),
        ("socket.sendto", (None, ("2001:db8::1", 53)), "connect to 2001:db8::1:53"),
        ("socket.sendmsg", (None, (OUTSIDE, 53)), f"connect to {OUTSIDE}:53"),
        ("socket.getaddrinfo", ("host.example", 80, 0, 0, 0), "look up host.example"),
        ("socket.getaddrinfo", (b"host.example", 80, 0, 0, 0), "look up host.example"),
        ("socket.gethostbyname", ("host.example",), "look up host.example"),
        ("socket.gethostbyaddr", (OUTSIDE,), f"look up {OUTSIDE}"),
        ("socket.getnameinfo", ((OUTSIDE, 0),), f"look up {OUTSIDE}"),
    ],
)
def test_what_leads_outside_is_refused_and_counted(
    guard: Guard, attempts: Attempts, event: str, arguments: tuple[Any, ...], said: str
) -> None:
    for _ in range(2):
        with pytest.raises(EgressRefused, match=f"refused to {said}; a host that it may reach goes into HARNESS_ALLOW"):
            guard(event, arguments)
    report = attempts.report()
    assert report["total"] == 2
    (one,) = report["refused"]
    assert (f"{one['what']} {one['target']}", one["times"]) == (said, 2)
    assert one["by"].startswith(f"{__name__}:")


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.connect", (None, "/run/a.socket")),
        ("socket.sendto", (None, None)),
        ("socket.getaddrinfo", (None, 80, 0, 0, 0)),
        ("socket.getaddrinfo", ("allowed.example", 80, 0, 0, 0)),
        ("socket.gethostbyname", (socket.gethostname(),)),
        ("socket.gethostbyaddr", ("127.0.0.1",)),
        ("socket.getnameinfo", (("::1", 0),)),
        ("open", ("/etc/hosts", "r", 0)),
    ],
)
def test_what_stays_on_this_machine_or_was_named_passes(
    guard: Guard, attempts: Attempts, event: str, arguments: tuple[Any, ...]
) -> None:
    guard(event, arguments)
    assert attempts.report() == {"total": 0, "refused": []}


def test_what_the_decision_itself_looks_up_is_not_decided_about(attempts: Attempts) -> None:
    asked: list[str] = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        guard("socket.getaddrinfo", ("resolver.example", 53))
        return [OUTSIDE]

    guard = Guard(Egress(named=("allowed.example",), resolve=resolve), attempts)
    guard("socket.getaddrinfo", ("allowed.example", 80))
    guard("socket.connect", (None, (OUTSIDE, 80)))
    assert asked == ["allowed.example"]
    assert attempts.report()["total"] == 0


def test_only_so_many_kinds_of_attempts_are_told_apart(attempts: Attempts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts_module, "KEPT", 2)
    for target in ("a", "b", "c", "b"):
        attempts.add(Attempt("look up", target, "x:1"))
    report = attempts.report()
    assert report["total"] == 4
    assert [(one["target"], one["times"]) for one in report["refused"]] == [("b", 2), ("a", 1)]


def test_who_tried_is_the_innermost_code_that_connects_for_nobody_else() -> None:
    carried: dict[str, Any] = {"__name__": "urllib3.connection", "ask": lambda: caller(sys._getframe(1))}
    exec("def connect():\n    return ask()", carried)
    assert carried["connect"]().startswith(f"{__name__}:")
    assert caller(None) == "(unknown)"


def test_this_machines_names_have_addresses() -> None:
    assert "127.0.0.1" in addresses_of("localhost")
