"""Ctrl-C ends a command with exit code 130 and without a traceback, from the first module on that it loads."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
CODE = """
import os, signal, sys
wanted = sys.argv[1]
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
sys.argv = ["harness", "scenarios"]
from harness.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize(
    "module", ["harness.cli", "harness.arguments", "botocore.exceptions", "harness.commands.listing"]
)
def test_an_interrupt_while_modules_are_loaded_is_no_traceback(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, module], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert "interrupted" in done.stderr
