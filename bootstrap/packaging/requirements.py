"""A requirements file, held to what it may say: names of packages, versions, markers and hashes.

A template of somebody else names the file, and pip would take more from it: paths, addresses and options run code of
theirs on this machine, or say where packages are taken from (pip documentation, "Requirements File Format"). Each is
refused by name. What is installed from is written anew from what was understood, so that no installer reads it in
another way.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from bootstrap.errors import HarnessError

HASH = re.compile(r"--hash[= ]\s*(?P<digest>[a-z0-9]+:[0-9a-f]+)")
COMMENT = re.compile(r"(?:^|\s)#.*$")
ARCHIVES = (".whl", ".zip", ".tar", ".gz", ".bz2", ".xz", ".lzma", ".tgz", ".tbz", ".txz", ".tlz")
"""What pip takes for a file beside the one it reads, though it could be a package's name."""
INSTEAD = "name packages, versions, markers and --hash only; build what else is needed, and name the built folder"


class RequirementsRefused(HarnessError):
    """A requirements file says something that isn't let near an installer. The message says which line, and why."""


def checked(file: Path) -> str:
    """What the file requires, a package a line; RequirementsRefused for a line that says anything else."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RequirementsRefused(f"{file} can't be read: {error}; write it as UTF-8") from error
    return "".join(f"{_requirement(file, number, line)}\n" for number, line in _logical_lines(text))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines without comments, those that go on after a backslash put together, each with its first one's number."""
    begun, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        first = first or number
        if line.rstrip().endswith("\\") and not COMMENT.search(line):
            begun += line.rstrip()[:-1] + " "
            continue
        whole = COMMENT.sub("", begun + line).strip()
        if whole:
            yield first, whole
        begun, first = "", 0
    if begun.strip():
        yield first, begun.strip()


def _requirement(file: Path, number: int, line: str) -> str:
    where = f"{file}, line {number}: {line[:100]!r}"
    hashes = [match["digest"] for match in HASH.finditer(line)]
    asked = HASH.sub("", line).strip()
    if asked.startswith("-") or re.search(r"\s-", asked):
        raise RequirementsRefused(f"{where} has an option of pip's other than --hash, which is refused; {INSTEAD}")
    try:
        requirement = Requirement(asked)
    except InvalidRequirement as error:
        raise RequirementsRefused(f"{where} names no package: paths and addresses are refused; {INSTEAD}") from error
    if requirement.name.lower().endswith(ARCHIVES):
        raise RequirementsRefused(f"{where} names a file, which is refused; {INSTEAD}")
    if requirement.url:
        raise RequirementsRefused(f"{where} takes {requirement.name} from an address, which is refused; {INSTEAD}")
    return " ".join([str(requirement), *(f"--hash={digest}" for digest in hashes)])
