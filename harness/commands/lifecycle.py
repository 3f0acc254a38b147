"""Bringing the emulator up and down."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bootstrap.endpoint import Endpoint
from harness.commands import LEAK, PASSED, UNKNOWN, USAGE, CommandError
from harness.commands.terminal import print_json, terminal
from harness.engines.beside import emulator_at
from harness.engines.compose import ComposeEngine
from harness.engines.docker_cli import NoDocker
from harness.engines.embedded import EmbeddedEngine
from harness.engines.emulators import Emulators
from harness.engines.engine import Engine, EngineError
from harness.engines.health import missing_plugins
from harness.engines.locks import ForeignFolder
from harness.engines.residue import Footprint
from harness.run.clock import POLL_S, Deadline, Stopwatch

FOLLOW_S = 0.2


def up(emulators: Emulators) -> int:
    """Start them, say where each is and how long it took."""
    watch = Stopwatch()
    for endpoint in started(emulators):
        terminal().print(f"[green]up[/] {emulators.first.name} engine at {endpoint.url} ({watch.elapsed_s:.1f} s)")
    return PASSED


def started(emulators: Emulators) -> tuple[Endpoint, ...]:
    """Start them, and show that somebody waits for it."""
    with terminal().status(f"starting the {emulators.first.name} engine"):
        return emulators.start()


def down(engine: Engine) -> int:
    """Stop the engine, look whether anything of it is left on the machine, and say so."""
    console = terminal()
    before = engine.status()
    footprint = Footprint.of(engine.folder) if isinstance(engine, EmbeddedEngine) else None
    trouble = ""
    with console.status(f"stopping the {engine.name} engine"):
        try:
            engine.stop()
        except ForeignFolder as error:
            raise CommandError(str(error), USAGE) from error
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
        console.print(f"still up, for it isn't from here: {beside.line}")
    return PASSED


def restart(choose_to_stop: Callable[[], Sequence[Engine]], choose: Callable[[], Emulators]) -> int:
    """Take down what is up, and start it anew: empty, and as it is installed now."""
    stopped = max(down(engine) for engine in choose_to_stop())
    return stopped or up(choose())


def status(engine: Engine, as_json: bool = False, asked_port: int | None = None, others: Sequence[Engine] = ()) -> int:
    """Say what is up: of the engine, of those beside it when there are several, of what somebody started otherwise,
    and of another port than was asked for."""
    seen = engine.status()
    beside = None if seen.up or engine.name == "attached" else emulator_at(engine.port)
    further = [each.status() for each in others]
    if as_json:
        print_json(
            {
                "up": seen.up,
                "engine": engine.name,
                "endpoint": seen.endpoint.url if seen.endpoint else None,
                "elsewhere": beside.endpoint.url if beside else None,
                "further": [each.endpoint.url for each in further if each.up and each.endpoint],
                "text": seen.line,
            }
        )
        return PASSED
    print(seen.line)
    if seen.endpoint and asked_port not in (None, seen.endpoint.port):
        print(f"port {asked_port} was asked for; the emulator of this folder is at {seen.endpoint.url}")
    if beside:
        print(beside.line)
    for each in further:
        print(each.line)
    return PASSED


def wait(choose: Callable[[], Engine], timeout_s: float) -> int:
    """Wait until an emulator with our plugins answers, started by whomever; CommandError when none does in time."""
    deadline = Deadline.after(timeout_s)
    while True:
        engine = choose()
        url = _ready(engine)
        if url:
            terminal().print(f"[green]up[/] {url}")
            return PASSED
        if deadline.passed:
            raise CommandError(f"no emulator is up after {timeout_s:g} s: {engine.status().line}; start one: `make up`")
        deadline.nap(POLL_S)


def _ready(engine: Engine) -> str:
    """Where an emulator answers that is fit for use; empty when there is none."""
    endpoint = engine.status().endpoint or Endpoint(f"http://127.0.0.1:{engine.port}")
    return endpoint.url if missing_plugins(endpoint) == frozenset() else ""


def logs(engine: Engine, lines: int, follow: bool = False) -> int:
    """Print the last lines of the emulator's log, and go on as it grows if asked to."""
    if follow and isinstance(engine, ComposeEngine):
        engine.follow_log(lines)
    elif follow and isinstance(engine, EmbeddedEngine):
        for line in growth(engine.log_file, lines, lambda: engine.exists and engine.status().endpoint is not None):
            print(line, end="", flush=True)
    else:
        text = engine.log_tail(lines)
        print(text or "the log is empty: no emulator was started here, or it was stopped, and its log went with it")
    return PASSED


def growth(path: Path, lines: int, alive: Callable[[], bool]) -> Iterator[str]:
    """The last lines of a file, and what is appended to it until whoever writes it is gone."""
    try:
        file = path.open(errors="replace")
    except FileNotFoundError:
        return
    with file:
        yield from deque(file, maxlen=lines)
        while True:
            going_on = alive()
            yield from file
            if not going_on:
                return
            Deadline.after(FOLLOW_S).nap(FOLLOW_S)
