"""docs/seams.md: what is changed in LocalStack, where, and why; written from the registry."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from emulator.localstack.seams.seam import RELEASES, Seam

FILE = Path(__file__).resolve().parents[3] / "docs" / "seams.md"
HEAD = """# Seams

Every place where the emulator changes LocalStack, or a library that LocalStack is built on. This page is written from
the registry by `make seams`; change the declarations, not the page.

A seam is checked when the emulator starts: a target that is missing, or whose signature or source is not the one that
was recorded for this release of LocalStack, ends the start with its name. `GET /_harness/plugins` lists all seams of a
running emulator with their states.

- **wrap**: our function is called in the place of LocalStack's, and gets it as its first argument.
- **replace**, **assign**: another class, function or value stands in the place of LocalStack's.
- **add**: a class of LocalStack's gets an attribute that its source doesn't have: an inherited or generated one.
- **handler**: one more handler in LocalStack's gateway.
"""


def text(seams: Iterable[Seam]) -> str:
    """The page."""
    parts = [HEAD]
    ordered = sorted(seams, key=lambda seam: (_room(seam), seam.name, seam.ours))
    parts.append(f"{len(ordered)} seams, for LocalStack {' and '.join(RELEASES)}.\n")
    for room, group in groupby(ordered, _room):
        parts.append(f"\n## {room}\n\n| target | kind | when | why |\n|---|---|---|---|\n")
        parts += [_row(seam) for seam in group]
    return "".join([parts[0], "\n", *parts[1:]])


def _room(seam: Seam) -> str:
    return seam.by.__module__.split(".")[2]


def _row(seam: Seam) -> str:
    when = f"{', '.join(seam.at)} is loaded" if seam.at else "start"
    if seam.releases != RELEASES:
        when += f"; {', '.join(seam.releases)} only"
    kind = str(seam.kind)
    if seam.position is not None:
        kind += f" in `{seam.position.chain}`, at {seam.position.at}"
    return f"| `{seam.name}` | {kind} | {when} | {' '.join(seam.why.split())} |\n"
