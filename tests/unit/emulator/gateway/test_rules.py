"""What builds the URLs of a router's rules is compiled when it is asked for, and one rule at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, Lock
from typing import Any

from werkzeug.routing import Map, Rule

from emulator.localstack.gateway.rules import compile_builder

MEETING_S = 0.2


def test_two_rules_are_not_compiled_at_the_same_time() -> None:
    meeting, counting = Barrier(2), Lock()
    compiled: list[str] = []

    def compiling(_rule: Any, _append_unknown: bool) -> Callable[[], str]:
        try:
            meeting.wait(MEETING_S)
            met = "beside another"
        except BrokenBarrierError:
            met = "alone"
        with counting:
            compiled.append(met)
        return lambda: met

    builders = [compile_builder(compiling, None) for _ in range(2)]
    assert compiled == [], "nobody has asked for a URL"
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda build: build(), builders))
    assert compiled == ["alone", "alone"]


def test_urls_are_built_as_werkzeug_builds_them(monkeypatch: Any) -> None:
    def built() -> list[str]:
        rules = Map([Rule("/a/<int:number>", endpoint="one"), Rule("/<host>/<path:rest>", endpoint="two")]).bind("x")
        asked: list[tuple[str, dict[str, Any]]] = [
            ("one", {"number": 7, "more": "yes"}),
            ("two", {"host": "h", "rest": "p/q r"}),
        ]
        return [
            rules.build(endpoint, values, append_unknown=more) for endpoint, values in asked for more in (True, False)
        ]

    expected, original = built(), Rule._compile_builder
    monkeypatch.setattr(Rule, "_compile_builder", lambda self, more=True: compile_builder(original, self, more))
    assert built() == expected == ["/a/7?more=yes", "/a/7", "/h/p/q%20r", "/h/p/q%20r"]
