"""The fingerprints that seams were written for, by release of LocalStack: `known.json`, kept by `make seams`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emulator.localstack.seams.seam import Seam, SeamError
from emulator.localstack.seams.source import MissingError, Sources, digest

FILE = Path(__file__).with_name("known.json")


@dataclass
class Known:
    """What is known of one release: the files that hold targets, and each target's source and signature."""

    files: dict[str, str] = field(default_factory=dict)
    targets: dict[str, dict[str, str]] = field(default_factory=dict)


def load(release: str, file: Path = FILE) -> Known:
    """What is known of `release`; SeamError when it isn't one of those that are supported."""
    releases: dict[str, Any] = json.loads(file.read_text())
    if release not in releases:
        raise SeamError(
            f"LocalStack {release} is none of the releases whose insides are known ({', '.join(releases)}): "
            "install one of those, or look at every seam and record its fingerprints with `make seams`"
        )
    return Known(**releases[release])


def record(seams: Iterable[Seam], sources: Sources, file: Path = FILE) -> list[str]:
    """Write the fingerprints of all seams of the release in `sources`; answers which targets are new or changed."""
    release = sources.release()
    releases: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    before = Known(**releases.get(release, {}))
    now = Known()
    for seam in seams:
        if release in seam.releases:
            found = sources.find(seam.module, seam.checked)
            now.targets[seam.name] = {"source": found.fingerprint, "signature": found.signature}
            now.files.update({sources.relative(each): digest(each) for each in found.files})
    releases[release] = {"files": dict(sorted(now.files.items())), "targets": dict(sorted(now.targets.items()))}
    file.write_text(_text(releases))
    names = now.targets.keys() | before.targets.keys()
    return sorted(name for name in names if now.targets.get(name) != before.targets.get(name))


def is_as_known(known: Known, sources: Sources) -> bool:
    """Whether every file with a target is, byte for byte, the one that is known: then so is every target."""
    try:
        folder = {name: sources.folder(name) for name in {path.partition("/")[0] for path in known.files}}
        return all(
            digest(folder[path.partition("/")[0]] / path.partition("/")[2]) == expected
            for path, expected in known.files.items()
        )
    except (OSError, MissingError):
        return False


def problem_of(seam: Seam, known: Known, sources: Sources) -> str:
    """Why the installed source isn't the one that the seam was written for; nothing when it is."""
    expected = known.targets.get(seam.name)
    if expected is None:
        return "no fingerprint is recorded for this release: `make seams` records it"
    try:
        found = sources.find(seam.module, seam.checked)
    except MissingError as error:
        return f"the target is missing: {error}"
    if found.signature != expected["signature"]:
        return f"the signature changed: it was {expected['signature']}, and is {found.signature}"
    if found.fingerprint != expected["source"]:
        return f"the source changed: its fingerprint was {expected['source']}, and is {found.fingerprint}"
    return ""


def _text(releases: dict[str, Any]) -> str:
    """JSON with one line a file and target, so that changes of two hands rarely meet."""
    blocks = []
    for release, parts in sorted(releases.items()):
        inner = []
        for part, entries in parts.items():
            lines = ",\n".join(f"   {json.dumps(name)}: {json.dumps(value)}" for name, value in entries.items())
            inner.append(f'  "{part}": {{\n{lines}\n  }}')
        blocks.append(f' "{release}": {{\n' + ",\n".join(inner) + "\n }")
    return "{\n" + ",\n".join(blocks) + "\n}\n"
