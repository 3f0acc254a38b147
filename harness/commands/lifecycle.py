"""Bringing the emulator up and down."""

from rich.console import Console

from harness.commands import LEAK, PASSED, UNKNOWN, CommandError
from harness.engines.beside import emulator_at
from harness.engines.docker_cli import NoDocker
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import Engine, EngineError
from harness.engines.residue import Footprint
from harness.run.clock import Stopwatch


def up(engine: Engine) -> int:
    """Start the engine, say where it is and how long it took."""
    console = Console(highlight=False)
    watch = Stopwatch()
    with console.status(f"starting the {engine.name} engine"):
        endpoint = engine.start()
    console.print(f"[green]up[/] {engine.name} engine at {endpoint.url} ({watch.elapsed_s:.1f} s)")
    return PASSED


def down(engine: Engine) -> int:
    """Stop the engine, look whether anything of it is left on the machine, and say so."""
    console = Console(highlight=False)
    before = engine.status()
    footprint = Footprint.of(engine.folder) if isinstance(engine, EmbeddedEngine) else None
    trouble = ""
    with console.status(f"stopping the {engine.name} engine"):
        try:
            engine.stop()
        except NoDocker as error:
            raise CommandError(f"whether anything is left can't be told: {error}", UNKNOWN) from error
        except EngineError as error:
            trouble = str(error)
    if engine.name == "attached":
        console.print("the attached emulator is not ours to stop")
        return PASSED
    left = footprint.left() if footprint else [engine.status().line] if engine.status().up else []
    if trouble or left:
        lines = "\n".join(f"  {line}" for line in (*filter(None, [trouble]), *left))
        raise CommandError(f"left behind by the {engine.name} engine:\n{lines}\nend or remove it by hand", LEAK)
    console.print(f"[green]down[/] {'nothing is left running' if before.up else 'it was not running; nothing is left'}")
    beside = None if before.up else emulator_at(engine.port)
    if beside:
        console.print(f"still up, for it isn't from here: {beside.line}", soft_wrap=True)
    return PASSED


def status(engine: Engine) -> int:
    """Say what is up: of the engine, and of what somebody started otherwise."""
    seen = engine.status()
    print(seen.line)
    beside = None if seen.up or engine.name == "attached" else emulator_at(engine.port)
    if beside:
        print(beside.line)
    return PASSED


def logs(engine: Engine, lines: int) -> int:
    """Print the last lines of the emulator's log."""
    text = engine.log_tail(lines)
    print(text or "the log is empty: the emulator has not been started here")
    return PASSED
