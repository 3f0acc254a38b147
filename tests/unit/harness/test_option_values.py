"""What options refuse: in words that name the option's own thing, and say what would do."""

import argparse
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.faults import profile
from harness.arguments.values import MOST, days, file, folder, minutes, mystery, runs, scheduler, seconds, seed
from harness.cli import message_of
from harness.commands import CommandError
from harness.commands.faults import PROFILES, profile_named


@pytest.mark.parametrize("read", [seed, runs, mystery, days])
@pytest.mark.parametrize("text", ["0", "-3", "x", "1.5", "", str(MOST + 1), "9" * 30, "9" * 5000])
def test_whole_numbers_are_from_one_to_what_can_be_kept(read: Callable[[str], int], text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=f"give a whole number from 1 to {MOST}"):
        read(text)
    assert (read("1"), read(str(MOST))) == (1, MOST)


@pytest.mark.parametrize(("read", "unit"), [(seconds, "seconds"), (minutes, "minutes")])
@pytest.mark.parametrize("text", ["0", "-1", "x", "nan", "inf", ""])
def test_a_time_is_refused_in_its_own_unit(read: Callable[[str], float], unit: str, text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=f"is not a number of {unit}"):
        read(text)
    assert read("0.5") == 0.5


@pytest.mark.parametrize("text", ["nonsense", "10.0.0.1:8786", "tcp://10.0.0.1", "tcp://:x"])
def test_what_is_no_address_of_a_scheduler_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"such as tcp://10\.0\.0\.1:8786"):
        scheduler(text)
    assert (scheduler("tls://node-1:8786"), scheduler("")) == ("tls://node-1:8786", "")


def test_profiles_that_have_a_name_are_the_emulators() -> None:
    assert set(PROFILES) == set(profile.PROFILES)
    for name in PROFILES:
        assert profile_named(name) == {"name": name, "seed": 1}
    with pytest.raises(CommandError, match="there are no faults 'nope': give none, light, heavy"):
        profile_named("nope")


def test_a_folder_is_no_file_and_has_a_name(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("")
    for text, why in (("", "is not a folder's name"), (f"{tmp_path}/there/runs", "there is a file: name a folder")):
        with pytest.raises(argparse.ArgumentTypeError, match=why):
            folder(text)
    with pytest.raises(argparse.ArgumentTypeError, match="can't be looked at: File name too long"):
        folder("a" * 300)
    assert folder(f"{tmp_path}/new/runs") == tmp_path / "new" / "runs"


def test_a_file_is_no_folder_and_its_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("")
    for text, why in ((f"{tmp_path}", "is a folder: name a file in it"), (f"{tmp_path}/there/x.png", "is a file")):
        with pytest.raises(argparse.ArgumentTypeError, match=why):
            file(text)
    for text in ("", "  ", "new/"):
        with pytest.raises(argparse.ArgumentTypeError, match="is not a file's name"):
            file(text)
    assert file(f"{tmp_path}/there") == tmp_path / "there"


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "free space"),
        (errno.EROFS, "fix the permission"),
        (errno.EACCES, "fix the permission"),
        (errno.ENOTDIR, "name another file or folder"),
        (errno.EIO, "free space or fix the permission"),
    ],
)
def test_an_error_of_the_system_says_what_helps(number: int, advice: str) -> None:
    assert advice in message_of(OSError(number, os.strerror(number), "runs"))


def test_an_error_that_is_about_no_file_gets_no_advice_about_files() -> None:
    assert message_of(OSError(errno.ECONNREFUSED, "Connection refused")) == "input/output: Connection refused"
