"""`make bench`: measures and prints, machine and versions first. `ARGS=media` measures that group alone."""

import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from harness.bench.bench import Bench
from harness.bench.figures import Figure
from harness.bench.groups import chosen, groups
from harness.commands import PASSED, USAGE
from harness.run.versions import versions


def main(arguments: Sequence[str]) -> int:
    """Measure everything, or only the groups whose names begin so, on an emulator of its own, and print a table."""
    console = Console(highlight=False)
    if {"-h", "--help"} & set(arguments):
        console.print(f"make bench ARGS='NAME …' measures groups that begin so: {', '.join(groups())}")
        return PASSED
    try:
        names = chosen(arguments)
    except LookupError as error:
        sys.stderr.write(f"bench: {error}\n")
        return USAGE
    console.print(machine())
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder, console.status("measuring") as status:
        bench = Bench(Path(folder))
        try:
            for name in names:
                status.update(f"measuring: {name}")
                figures += groups()[name](bench)
        finally:
            bench.alone()
    console.print(table(figures))
    for reason in bench.skipped:
        console.print(reason)
    return PASSED


def machine() -> str:
    """What was measured on."""
    memory_gib = psutil.virtual_memory().total / 2**30
    found = ", ".join(f"{name} {value}" for name, value in versions().items())
    return f"{os.cpu_count()} cores, {memory_gib:.0f} GiB, {platform.machine()}; {found}"


def table(figures: Iterable[Figure]) -> Table:
    """The figures, a row each."""
    made = Table("figure", "median", "p95", "target", "samples")
    for figure in figures:
        made.add_row(*figure.row())
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
