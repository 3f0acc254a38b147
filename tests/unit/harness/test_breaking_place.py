"""Where what is broken is kept: it is lost with its own emulator, and with no other."""

import json
from pathlib import Path

import pytest

from bootstrap.endpoint import Endpoint
from harness.commands.breaking import book_of
from harness.engines.embedded import PID_FILE
from harness.home import Home

HERE, ELSEWHERE = Endpoint("http://127.0.0.1:4566"), Endpoint("http://127.0.0.1:4999")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("HARNESS_HOME", str(tmp_path))
    return Home.default()


def up(home: Home, port: int) -> None:
    home.engine.mkdir(parents=True)
    (home.engine / PID_FILE).write_text(json.dumps({"pid": 1, "created": 1.0, "port": port}))


def test_what_is_broken_in_a_foreign_emulator_is_not_forgotten_with_this_home_s(home: Home) -> None:
    before = book_of(ELSEWHERE)
    up(home, HERE.port)
    assert book_of(ELSEWHERE) == before
    assert before.file.parent == home.root


def test_what_is_broken_in_this_home_s_emulators_is_forgotten_with_each(home: Home) -> None:
    up(home, HERE.port)
    up(home.beside(2), ELSEWHERE.port)
    assert book_of(HERE).file.parent == home.engine
    assert book_of(ELSEWHERE).file.parent == home.beside(2).engine


def test_an_emulator_in_a_container_leaves_no_process_to_ask(home: Home) -> None:
    home.engine.mkdir()
    assert book_of(HERE).file.parent == home.engine


def test_a_file_that_names_no_process_is_nobody_s(home: Home) -> None:
    up(home, 0)
    assert book_of(HERE).file.parent == home.root
