"""The emulator's end of a zygote, at a socket whose other end the test holds; no process is started."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.interpreters import Interpreter
from emulator.lambda_.variables import AWS_PLACES
from emulator.lambda_.zygote import Mode, Zygote, ZygoteError, base_environment

LAUNCH = wire.Launch({"A": "1"}, "/task", None, "/scratch")


class FakeProcess:
    """A process that lives until it is killed."""

    pid = 2**22 + 1

    def __init__(self) -> None:
        self.status: int | None = None

    def poll(self) -> int | None:
        return self.status

    def kill(self) -> None:
        self.status = -9

    def wait(self, timeout: float) -> int:
        assert self.status is not None
        return self.status


class ScriptedZygote(Zygote):
    """A zygote whose processes say what they are told to, each in its turn."""

    def __init__(self, folder: Path, *words: list[dict[str, object]], mode: Mode = "isolated") -> None:
        self.words = list(words)
        self.modes: list[Mode] = []
        self.theirs: list[socket.socket] = []
        super().__init__(Interpreter(11, folder), folder, mode)

    def _begin(self, mode: Mode) -> tuple["subprocess.Popen[bytes]", socket.socket]:
        ours, theirs = socket.socketpair()
        self.modes.append(mode)
        self.theirs.append(theirs)
        said = self.words.pop(0)
        for word in said:
            wire.send(theirs, word)
        if not said:
            theirs.close()
        return cast("subprocess.Popen[bytes]", FakeProcess()), ours

    def close(self) -> None:
        """End it, and the test's ends."""
        self.stop()
        for theirs in self.theirs:
            theirs.close()


def test_a_launch_arrives_with_its_descriptors_and_its_process_id_comes_back(tmp_path: Path) -> None:
    zygote = ScriptedZygote(tmp_path, [{"isolated": True}, {"pid": 7}])
    pipe = os.pipe()
    assert zygote.start(LAUNCH, pipe) == 7
    received = wire.receive(zygote.theirs[0])
    assert received is not None
    fields, descriptors = received
    assert wire.Launch(**fields) == LAUNCH
    os.write(descriptors[1], b"x")
    assert os.read(pipe[0], 1) == b"x"
    for descriptor in (*pipe, *descriptors):
        os.close(descriptor)
    assert (zygote.isolated, zygote.not_isolated, zygote.alive) == (True, "", True)
    zygote.close()
    assert not zygote.alive


def test_one_that_cannot_have_a_file_system_of_its_own_goes_without_and_says_why(tmp_path: Path) -> None:
    zygote = ScriptedZygote(tmp_path, [], [{"isolated": False}, {"pid": 8}])
    zygote.log.write_text("first line\nunshare: not permitted\n")
    assert not zygote.isolated
    assert (zygote.modes, zygote.not_isolated) == (["isolated", "shared"], "unshare: not permitted")
    assert zygote.alive
    assert zygote.start(LAUNCH, ()) == 8
    zygote.close()


def test_one_that_was_not_to_be_isolated_says_so(tmp_path: Path) -> None:
    zygote = ScriptedZygote(tmp_path, [{"isolated": False}], mode="shared")
    assert not zygote.isolated
    assert zygote.not_isolated == f"not tried on {sys.platform}"
    zygote.close()


def test_one_that_ended_is_lost_and_its_error_says_what_to_do(tmp_path: Path) -> None:
    zygote = ScriptedZygote(tmp_path, [{"isolated": True}])
    assert zygote.isolated
    zygote.theirs[0].close()
    with pytest.raises(ZygoteError, match=r"the zygote of .*/bin/python doesn't answer: .*make install"):
        zygote.start(LAUNCH, ())
    assert not zygote.alive
    zygote.close()


def test_a_zygote_sees_nothing_of_the_machine_but_where_its_libraries_are() -> None:
    assert base_environment(None, "/libraries") == {
        "LANG": "en_US.UTF-8", "TZ": ":UTC", "PATH": os.defpath, "PYTHONPATH": "/libraries",
    }  # fmt: skip
    inside = base_environment(AWS_PLACES, "/libraries")
    assert inside["PYTHONPATH"] == "/var/runtime"
    assert inside["LD_LIBRARY_PATH"].startswith("/var/lang/lib")
