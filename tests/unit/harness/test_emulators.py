"""Several emulators: how many may be asked for, where each keeps what it makes, and who has which account."""

from pathlib import Path
from threading import Barrier

import pytest

from bootstrap.endpoint import Endpoint
from harness.engines.choose import check_number, choose_engines_to_stop, further_emulators
from harness.engines.embedded import EmbeddedEngine
from harness.engines.emulators import AUTO, Emulators, automatic, number_of_emulators, shared_out
from harness.engines.engine import EngineMisused, Status
from harness.home import Home


class Together:
    """An engine that starts only when another one starts at the same time."""

    name = "embedded"

    def __init__(self, port: int, barrier: Barrier) -> None:
        self.port, self.barrier = port, barrier

    def start(self) -> Endpoint:
        self.barrier.wait(10)
        return Endpoint(f"http://127.0.0.1:{self.port}")

    def stop(self) -> None:
        """It is never asked to."""

    def status(self) -> Status:
        return Status(False, None, "")

    def log_tail(self, lines: int) -> str:
        return "" * lines


def test_they_start_at_once_and_keep_their_order() -> None:
    barrier = Barrier(2)
    emulators = Emulators((Together(4566, barrier), Together(4567, barrier)))
    assert [each.port for each in emulators.start()] == [4566, 4567]


def test_there_are_no_more_than_there_is_work_for() -> None:
    engines = tuple(Together(port, Barrier(1)) for port in (4566, 4567, 4568))
    assert Emulators(engines).at_most(2).engines == engines[:2]
    assert Emulators(engines).at_most(9).engines == engines
    assert Emulators(engines).at_most(0).engines == engines[:1]


def test_accounts_are_shared_out_evenly() -> None:
    had = [shared_out(number, "abc") for number in range(30)]
    assert [had.count(each) for each in "abc"] == [10, 10, 10]


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("12", 12), ("auto", AUTO)])
def test_a_number_or_auto(text: str, number: int) -> None:
    assert number_of_emulators(text) == number


@pytest.mark.parametrize("text", ["0", "-1", "two", "", "1.5"])
def test_nothing_else_is_a_number_of_emulators(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number of emulators, such as 2, nor auto"):
        number_of_emulators(text)


def test_at_an_endpoint_there_is_one() -> None:
    with pytest.raises(EngineMisused, match="2 emulators and an endpoint contradict each other"):
        check_number(2, "auto", "http://127.0.0.1:4566")
    check_number(1, "auto", "http://127.0.0.1:4566")
    check_number(AUTO, "auto", "http://127.0.0.1:4566")
    assert further_emulators("attached", AUTO) == []


def test_each_has_a_folder_and_a_port_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_HOME", str(tmp_path))
    second, third = further_emulators("embedded", 3)
    assert isinstance(second, EmbeddedEngine)
    assert isinstance(third, EmbeddedEngine)
    assert (second.folder, third.folder) == (
        tmp_path / "emulators" / "2" / "engine",
        tmp_path / "emulators" / "3" / "engine",
    )
    assert len({second.port, third.port, 4566}) == 3
    assert len(further_emulators("embedded", AUTO)) == automatic() - 1


def test_all_have_the_interpreters_of_the_first(tmp_path: Path) -> None:
    (tmp_path / "runtimes").mkdir()
    assert Home(tmp_path).beside(2).runtimes == tmp_path / "runtimes"
    assert Home(tmp_path).beside(2).another(tmp_path / "other").runtimes == tmp_path / "runtimes"


def test_those_that_stand_are_stopped_whatever_number_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARNESS_HOME", str(tmp_path))
    for number in (10, 2):
        folder = tmp_path / "emulators" / str(number) / "engine"
        folder.mkdir(parents=True)
        (folder / "process.json").write_text("{}")
    (tmp_path / "emulators" / "3").mkdir()
    (tmp_path / "emulators" / "notes").mkdir()
    stopped = [
        each.folder.parent for each in choose_engines_to_stop("auto", None, None) if isinstance(each, EmbeddedEngine)
    ]
    assert stopped == [tmp_path, tmp_path / "emulators" / "2", tmp_path / "emulators" / "10"]
    assert len(choose_engines_to_stop("container", None, None)) == 1
    assert len(choose_engines_to_stop("auto", "http://127.0.0.1:4566", None)) == 1
