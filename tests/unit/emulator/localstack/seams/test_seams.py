"""A seam that doesn't fit ends the start, by name; and stays failed."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from emulator.localstack.seams import known
from emulator.localstack.seams.applier import Applier
from emulator.localstack.seams.seam import Kind, Position, Seam, SeamError
from emulator.localstack.seams.source import MissingError, Sources

QUEUES = """
from typing import Any

from .waiting import wait

LIMIT = 10


class Base:
    def close(self) -> str:
        return "closed"


class Queue(Base):
    size = 3

    def receive(self, count: int) -> list[int]:
        # as many as there are
        return list(range(count))

    @staticmethod
    def kind() -> str:
        return "standard"

    @classmethod
    def called(cls) -> str:
        return cls.__name__

    @property
    def depth(self) -> int:
        return self.size
"""
WAITING = """
def wait(seconds: float) -> float:
    return seconds
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """An installation with a LocalStack of three modules."""
    files = {
        "localstack/version.py": "version = '1.0'\n",
        "stack_of_the_tests/__init__.py": "",
        "stack_of_the_tests/queues.py": QUEUES,
        "stack_of_the_tests/waiting.py": WAITING,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    sys.path.insert(0, str(tmp_path))
    yield tmp_path
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("stack_of_the_tests")]:
        del sys.modules[name]


def twice(original: Callable[..., Any], *args: Any) -> Any:
    return original(*args) * 2


def seam(target: str, **changed: Any) -> Seam:
    made = Seam(
        f"queues:{target}", "to test", Kind.WRAP, by=twice, base="stack_of_the_tests", releases=("1.0",), at=("queues",)
    )
    return replace(made, **changed)


class Case:
    """Seams whose fingerprints are recorded for an installation, which may be changed afterwards."""

    def __init__(self, site: Path, *seams: Seam) -> None:
        self.site, self.seams, self.file = site, seams, site / "known.json"
        self.gateway = Gateway()
        known.record(seams, Sources(site), self.file)

    def change(self, old: str, new: str, module: str = "queues") -> "Case":
        file = self.site / "stack_of_the_tests" / f"{module}.py"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
        return self

    def started(self) -> Applier:
        applier = self.applier()
        applier.start(self.known)
        return applier

    def applier(self) -> Applier:
        return Applier(self.seams, Sources(self.site), lambda: self.gateway)

    def known(self, release: str) -> known.Known:
        return known.load(release, self.file)

    def queue(self) -> Any:
        from stack_of_the_tests.queues import Queue  # type: ignore[import-not-found]

        return Queue()


class Gateway:
    def __init__(self) -> None:
        self.request_handlers: list[Any] = ["first", "last"]


def states(applier: Applier) -> list[str]:
    return [each["state"] for each in applier.states()]


def test_a_service_is_changed_when_it_is_loaded(site: Path) -> None:
    case = Case(site, seam("Queue.receive"))
    applier = case.started()
    assert states(applier) == ["waits for its service"]
    assert case.queue().receive(2) == [0, 1]
    applier.load("queues")
    applier.load("queues")
    assert states(applier) == ["applied"]
    assert case.queue().receive(2) == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("target", "read", "expected"),
    [
        ("Queue.kind", lambda queue: queue.kind(), "standard" * 2),
        ("Queue.called", lambda queue: queue.called(), "Queue" * 2),
        ("Queue.depth", lambda queue: queue.depth, 6),
        ("Queue.close", lambda queue: queue.close(), "closed" * 2),
        ("wait", lambda _: sys.modules["stack_of_the_tests.queues"].wait(2), 4),
    ],
)
def test_every_sort_of_function_can_be_wrapped(
    site: Path, target: str, read: Callable[[Any], Any], expected: Any
) -> None:
    case = Case(site, seam(target, at=()))
    case.started()
    assert read(case.queue()) == expected


def test_an_inherited_function_is_wrapped_in_its_heir_only(site: Path) -> None:
    case = Case(site, seam("Queue.close", at=()))
    case.started()
    assert sys.modules["stack_of_the_tests.queues"].Base().close() == "closed"


def test_a_value_is_assigned_and_a_class_replaced(site: Path) -> None:
    limit = seam("LIMIT", at=(), kind=Kind.ASSIGN, by=lambda before: before + 1)
    queue = seam("Queue", at=(), kind=Kind.REPLACE, by=lambda before: type("Own", (before,), {}))
    Case(site, limit, queue).started()
    changed = sys.modules["stack_of_the_tests.queues"]
    assert (changed.LIMIT, changed.Queue.__name__) == (11, "Own")


def test_what_is_wrapped_twice_calls_the_later_one_first(site: Path) -> None:
    def and_one(original: Callable[..., Any], *args: Any) -> Any:
        return [*original(*args), "one"]

    case = Case(site, seam("Queue.receive", at=()), seam("Queue.receive", at=(), by=and_one))
    case.started()
    assert case.queue().receive(1) == [0, 0, "one"]


def test_a_handler_stands_where_it_was_told(site: Path) -> None:
    second = seam("Queue.receive", at=(), kind=Kind.HANDLER, position=Position("request_handlers", 1))
    end = seam("Queue.receive", at=(), kind=Kind.HANDLER, by=len, position=Position("request_handlers", -1))
    case = Case(site, second, end)
    case.started()
    assert case.gateway.request_handlers == ["first", twice, "last", len]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("def receive(", "def take(", "the target is missing: stack_of_the_tests.queues:Queue has no receive"),
        ("class Queue(", "class Line(", "the target is missing: stack_of_the_tests.queues has no Queue"),
        ("count: int", "number: int", "the signature changed: it was (self, count: int), and is (self, number: int)"),
        ("range(count)", "range(count + 1)", "the source changed"),
        ("# as many as there are", "# as many as there are now", "the source changed"),
    ],
)
def test_a_localstack_that_is_another_one_ends_the_start(site: Path, old: str, new: str, problem: str) -> None:
    case = Case(site, seam("Queue.receive"), seam("LIMIT", kind=Kind.ASSIGN)).change(old, new)
    applier = case.applier()
    with pytest.raises(SeamError) as refused:
        applier.start(case.known)
    assert problem in str(refused.value)
    assert "stack_of_the_tests.queues:Queue.receive" in str(refused.value)
    assert "LIMIT" not in str(refused.value)
    assert [state.startswith("failed") for state in states(applier)] == [False, True]


def test_what_a_module_imports_is_part_of_its_source(site: Path) -> None:
    case = Case(site, seam("wait")).change("return seconds", "return 0", module="waiting")
    with pytest.raises(SeamError, match="the source changed"):
        case.started()


def test_a_change_beside_the_target_does_not_matter(site: Path) -> None:
    case = Case(site, seam("Queue.receive")).change('"standard"', '"fifo"')
    assert states(case.started()) == ["waits for its service"]


def test_a_release_that_nobody_has_looked_at_ends_the_start(site: Path) -> None:
    case = Case(site, seam("Queue.receive"))
    (site / "localstack/version.py").write_text("version = '2.0'\n")
    with pytest.raises(SeamError, match=r"2\.0 is none of the releases whose insides are known \(1\.0\)"):
        case.started()


def test_a_seam_without_a_fingerprint_ends_the_start(site: Path) -> None:
    case = Case(site, seam("Queue.receive"))
    case.seams = (*case.seams, seam("Queue.kind"))
    with pytest.raises(SeamError, match=r"Queue\.kind .*: failed: no fingerprint is recorded"):
        case.started()


def test_a_service_whose_seam_fails_is_never_there_without_it(site: Path) -> None:
    def fails(original: Any) -> Any:
        raise ZeroDivisionError("of the test")

    case = Case(site, seam("Queue.receive"), seam("Queue.size", kind=Kind.ASSIGN, by=fails))
    applier = case.started()
    for _ in range(3):
        with pytest.raises(SeamError, match=r"Queue\.size .*ZeroDivisionError: of the test"):
            applier.load("queues")
    assert states(applier) == ["applied", "failed: ZeroDivisionError: of the test"]
    assert case.queue().receive(1) == [0, 0], "what could be applied was applied once"
    applier.load("another service")


def test_a_seam_of_another_release_or_other_settings_is_left_out(site: Path) -> None:
    other, unwanted = seam("Queue.gone", releases=("0.9",)), seam("Queue.receive", at=(), only=lambda: False)
    case = Case(site, other, unwanted)
    assert states(case.started()) == ["of another release", "not wanted by the settings"]
    assert case.queue().receive(1) == [0]


def test_recording_again_says_what_changed(site: Path) -> None:
    case = Case(site, seam("Queue.receive"), seam("Queue.kind"))
    before = case.file.read_text()
    assert known.record(case.seams, Sources(site), case.file) == []
    assert case.file.read_text() == before
    case.change("range(count)", "range(count + 1)")
    assert known.record(case.seams, Sources(site), case.file) == ["stack_of_the_tests.queues:Queue.receive"]
    assert states(case.started()) == ["waits for its service"] * 2


def test_a_target_that_is_not_there_cannot_be_recorded(site: Path) -> None:
    with pytest.raises(MissingError, match=r"Queue has no gone"):
        Case(site, seam("Queue.gone"))
