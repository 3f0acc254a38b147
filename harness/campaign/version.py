"""What tells one version of this project from another: workers of a cluster must have the campaign's own."""

import sys
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from harness.home import PROJECT

PACKAGES = ("bootstrap", "emulator", "harness", "pricing", "bounded_yaml", "lambdas")
"""What decides how a run goes: the functions' sources are among them, in a checkout."""


@cache
def version() -> str:
    """A fingerprint of the installed sources and of Python's release."""
    return fingerprint(PROJECT / package for package in PACKAGES)


def fingerprint(folders: Iterable[Path]) -> str:
    """Of every file below the folders that isn't compiled, by its place and its bytes."""
    said = sha256(repr(sys.version_info[:2]).encode())
    for folder in folders:
        for path in sorted(each for each in folder.rglob("*") if each.is_file() and "__pycache__" not in each.parts):
            said.update(str(path.relative_to(folder.parent)).encode() + b"\0" + path.read_bytes())
    return said.hexdigest()[:16]
