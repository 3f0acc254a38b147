"""The permissions report as programs read it: names whole, no blanks at the end of a line; and what to run for one."""

from pathlib import Path
from typing import Any

import pytest

from bootstrap.endpoint import Endpoint
from harness.commands import USAGE, CommandError
from harness.commands.accounts import Which
from harness.commands.permissions import IamOptions, _print, _run_it, show_iam
from harness.engines.engine import Status
from harness.permissions.report import report
from harness.permissions.seen import read

ROLE = "arn:aws:iam::000000000000:role/worker"
LONG = (
    "arn:aws:s3:::a-bucket-with-a-name-that-is-as-long-as-it-may-be-on-aws/and/a/folder/with/another/quite/long/name/*"
)


def test_elsewhere_than_on_a_terminal_names_stay_whole_and_lines_end_with_what_they_say(
    capsys: pytest.CaptureFixture[str],
) -> None:
    document: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": LONG}]}
    saved: dict[str, Any] = {
        "mode": "observe",
        "roles": [{"arn": ROLE, "policies": [{"name": "own", "document": document}]}],
        "observations": [],
    }
    _print(report(read(saved)), "run x", saved)
    lines = capsys.readouterr().out.splitlines()
    assert any(LONG.removeprefix("arn:aws:s3:::") in line for line in lines)
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize(
    ("stack", "command"),
    [("s3-cleanup", "make scenario"), ("media-pipeline", "make scenario SCENARIO=media-pipeline")],
)
def test_a_stack_without_a_run_says_what_makes_one(stack: str, command: str, tmp_path: Path) -> None:
    assert _run_it(stack) == command
    with pytest.raises(CommandError, match=f"no run of {stack} .*run `{command}` first"):
        show_iam(_nobody, IamOptions(Which(stack), store=tmp_path))


def test_a_stack_that_there_is_not_is_told_first(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"there is no stack 's3-cleanp'; did you mean 's3-cleanup'\?") as refused:
        show_iam(Down, IamOptions(Which("s3-cleanp"), store=tmp_path))
    assert refused.value.exit_code == USAGE


class Down:
    """An engine that isn't up, and isn't started to be looked at."""

    name, port = "embedded", 4566

    def start(self) -> Endpoint:
        raise AssertionError("nothing is started")

    def stop(self) -> None:
        """It is never asked to."""

    def status(self) -> Status:
        return Status(False, None, "down")

    def log_tail(self, lines: int) -> str:
        return "nothing" * lines


def _nobody() -> Any:
    raise AssertionError("no engine is chosen for a run")
