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

from bootstrap.clients import Clients
from harness.bench import cloudwatch, container, measures
from harness.bench.figures import Figure
from harness.bench.media import media
from harness.bench.side_by_side import side_by_side
from harness.engines.embedded import EmbeddedEngine
from harness.engines.image import Image
from harness.home import Home
from harness.versions import versions

PORT = 14566


def main(chosen: Sequence[str]) -> int:
    """Measure everything, or only the groups whose names begin so, on an emulator of its own, and print a table."""
    console = Console(highlight=False)
    console.print(machine())
    with tempfile.TemporaryDirectory() as folder, console.status("measuring") as status:
        figures: list[Figure] = []
        for name, measured in groups(Path(folder)):
            if chosen and not name.startswith(tuple(chosen)):
                continue
            status.update(f"measuring: {name}")
            figures += measured
    console.print(table(figures))
    why_not = container.why_not(Image.asked())
    if why_not:
        console.print(f"nothing was measured in a container: {why_not}")
    return 0


def groups(folder: Path) -> Iterable[tuple[str, Iterable[Figure]]]:
    """Every group with its name; a group is measured when it is iterated."""
    home, cache = Home(folder / "home"), Home.default().cache
    yield "install", measures.install()
    yield "start and stop", measures.start(home, PORT)
    engine = EmbeddedEngine(home, PORT)
    endpoint = engine.start()
    try:
        yield "bootstrap and teardown", measures.stacks(Clients(endpoint, account_id="111111111111"), cache)
        yield "scenario", measures.scenario(engine, cache, folder / "runs")
        yield "side by side", side_by_side(endpoint, cache, folder / "runs")
        yield "metric filters", cloudwatch.filters(Clients(endpoint, account_id="333333333333"), engine.folder)
        yield "alarms", cloudwatch.alarms(Clients(endpoint, account_id="444444444444"))
        yield "media pipeline", media(Clients(endpoint, account_id="555555555555"), cache, engine.folder)
        yield "invocations", measures.invocations(Clients(endpoint, account_id="222222222222"), engine.folder)
    finally:
        engine.stop()
    image = Image.asked()
    if container.why_not(image) is None:
        yield "container", container.in_container(home, PORT, image)


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
