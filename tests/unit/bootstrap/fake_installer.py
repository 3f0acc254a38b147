"""Stands for uv and pip: a program that installs a small package, fails, hangs or is slow, as its first argument says.

The rest of its arguments are those that the real ones are given. Each start appends a line to the file `started`.
"""

import os
import sys
import time
from pathlib import Path

FILES = {
    "drawing/__init__.py": "ANSWER = 42\n",
    "drawing/template.py": "this is {{ no }} Python\n",
    "drawing/data.ttf": "font",
    "drawing/tests/test_it.py": "",
    "drawing/stubs.pyi": "",
    "drawing/native.so": "machine code",
    "drawing/heavy/unused.bin": "x" * 1000,
    "drawing-1.dist-info/METADATA": "Name: drawing\n",
    "bin/draw": "#!/bin/sh\n",
}
GIVES_UP_S = 30.0


def main() -> int:
    """Do what the first argument says; the second is a folder for notes."""
    behaviour, notes = sys.argv[1], Path(sys.argv[2])
    target = Path(sys.argv[sys.argv.index("--target") + 1])
    with (notes / "started").open("a") as started:
        started.write(f"{behaviour} {os.getpid()}\n")
    for name, text in FILES.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text)
    if behaviour == "fails":
        sys.stderr.write("a warning\nerror: Could not fetch wheel: network is unreachable\n")
        return 2
    if behaviour == "waits":
        until = time.monotonic() + GIVES_UP_S
        while not (notes / "go").exists():
            if time.monotonic() > until:
                return 3
            time.sleep(0.01)  # noqa: TID251 - a step of a wait with a deadline
    return 0


if __name__ == "__main__":
    sys.exit(main())
