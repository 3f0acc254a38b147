"""One engine for all who test in a folder: the first starts it, the last stops it, and nobody stops another's."""

from dataclasses import replace
from pathlib import Path

import pytest

from bootstrap.endpoint import Endpoint
from harness.engines.engine import EngineError, Status
from harness.pytest_support.settings import Settings
from harness.pytest_support.shared_engine import SharedEngine

ENDPOINT = Endpoint("http://127.0.0.1:4566")


class FolderEngine:
    """An engine that is up while its folder has a file; `taken` are ports that somebody else has."""

    def __init__(self, folder: Path, taken: int = 0) -> None:
        self.folder, self.port, self.taken = folder, 4566, taken
        self.ports: list[int] = []

    @property
    def up(self) -> Path:
        return self.folder / "up"

    def status(self) -> Status:
        return Status(self.up.exists(), None, "")

    def start(self) -> Endpoint:
        self.ports.append(self.port)
        if len(self.ports) <= self.taken:
            raise EngineError(f"port {self.port} on 127.0.0.1 is taken")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.up.touch()
        return ENDPOINT

    def stop(self) -> None:
        for entry in self.folder.iterdir():
            entry.unlink()

    def log_tail(self, lines: int) -> str:
        return ""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(None, "embedded", tmp_path / "home", tmp_path / "runs", "us-east-1", None, 0.3, False, False)


@pytest.fixture
def engine(settings: Settings) -> FolderEngine:
    return FolderEngine(settings.home / "engine")


def test_the_first_starts_it_and_the_last_stops_it(settings: Settings, engine: FolderEngine) -> None:
    first, second = (SharedEngine(settings, engine) for _ in range(2))
    assert first.acquire() == second.acquire() == ENDPOINT
    assert not first.stop_if_last()
    first.release()
    assert not first.stop_if_last()
    assert engine.up.exists()
    second.release()
    assert second.stop_if_last()
    assert not engine.up.exists()
    assert not second.stop_if_last()


def test_one_that_was_up_before_is_used_and_left_up(settings: Settings, engine: FolderEngine) -> None:
    engine.start()
    shared = SharedEngine(settings, engine)
    shared.acquire()
    shared.release()
    assert not shared.stop_if_last()
    assert engine.up.exists()


def test_one_that_is_to_stay_up_is_left_to_its_user(settings: Settings, engine: FolderEngine) -> None:
    shared = SharedEngine(settings, engine)
    shared.acquire()
    shared.release()
    shared.leave_up()
    assert not shared.stop_if_last()
    assert engine.up.exists()


def test_a_free_port_that_is_taken_meanwhile_is_replaced(settings: Settings, engine: FolderEngine) -> None:
    engine.taken = 2
    shared = SharedEngine(settings, engine)
    shared.acquire()
    shared.release()
    assert len(engine.ports) == 3


def test_trying_ports_ends(settings: Settings, engine: FolderEngine) -> None:
    engine.taken = 100
    with pytest.raises(EngineError, match="is taken"):
        SharedEngine(settings, engine).acquire()
    assert len(engine.ports) == 5


def test_waiting_for_the_lock_ends(settings: Settings, engine: FolderEngine) -> None:
    import fcntl

    settings.home.mkdir()
    with settings.users.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(EngineError, match=r"users\.lock is held for 0\.3 s"):
            SharedEngine(settings, engine).acquire()


def test_the_home_is_private_and_no_repositorys(settings: Settings, engine: FolderEngine) -> None:
    shared = SharedEngine(settings, engine)
    shared.acquire()
    shared.release()
    assert settings.home.stat().st_mode & 0o777 == 0o700
    assert (settings.home / ".gitignore").read_text() == "*\n"


def test_each_of_several_has_a_folder_and_a_free_port_of_its_own(settings: Settings) -> None:
    first, second = settings.of_emulator(0), replace(settings, port=4600).of_emulator(1)
    assert first == settings
    assert (second.home, second.port) == (settings.home / "emulators" / "2", None)
    assert second.as_home.whose_interpreters == settings.home


def test_all_that_were_used_are_known_afterwards(settings: Settings, engine: FolderEngine) -> None:
    assert settings.used() == []
    second = settings.of_emulator(1)
    for each, used in ((second, [second]), (settings, [settings, second])):
        shared = SharedEngine(each, engine)
        shared.acquire()
        shared.release()
        assert settings.used() == used
    assert settings.home.stat().st_mode & 0o777 == 0o700
