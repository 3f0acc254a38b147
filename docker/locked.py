"""Print some packages' entries of a lock file, hashes included, for `pip install --no-deps --require-hashes`.

    python locked.py main.txt lark google-re2 > extras.txt

An image has LocalStack and its dependencies already; only what is missing may be installed into it. Needs Python alone.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9._-]+")


def entries(lock: str) -> Iterator[str]:
    """The entries of a lock file as pip-compile and uv write them: a requirement and its lines of hashes each."""
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        if not entry.startswith("#"):
            yield entry


def chosen(lock: str, names: Iterable[str]) -> str:
    """The entries of `names`; ValueError names those that the lock file doesn't have."""
    wanted = set(names)
    found = {entry: _name(entry) for entry in entries(lock) if _name(entry) in wanted}
    missing = wanted - set(found.values())
    if missing:
        raise ValueError(f"the lock file has no {', '.join(sorted(missing))}; resolve it anew with `make lock`")
    return "\n".join(found) + "\n"


def _name(entry: str) -> str:
    matched = NAME.match(entry)
    return matched[0] if matched else ""


if __name__ == "__main__":
    try:
        sys.stdout.write(chosen(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2:]))
    except ValueError as error:
        sys.exit(f"{sys.argv[1]}: {error}")
