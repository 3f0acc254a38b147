"""Chooses the engine, by what the user asked for and what there is."""

import os
from dataclasses import dataclass

from harness.engines.attached import AttachedEngine
from harness.engines.compose import ComposeEngine
from harness.engines.docker_cli import ANSWER_S, LOOK_S, NoDocker
from harness.engines.embedded import EmbeddedEngine
from harness.engines.emulators import automatic
from harness.engines.engine import ENGINES, Engine, EngineError, EngineMisused
from harness.engines.free_port import free_port
from harness.engines.memory import last_started
from harness.home import Home


@dataclass(frozen=True)
class Choice:
    """An engine, and the line that says which and why when it isn't the one that a user must expect."""

    engine: Engine
    why: str = ""


def choose_engine(name: str, endpoint: str | None, port: int | None) -> Choice:
    """The engine of that name for the default home; see `pick` for `auto`. EngineMisused when engine, port
    and endpoint contradict each other."""
    if name not in ENGINES:
        raise EngineMisused(f"there is no engine {name!r}; there are: {', '.join(ENGINES)}")
    if name == "attached" or (name == "auto" and endpoint):
        if not endpoint:
            raise EngineMisused("the attached engine needs an endpoint: ENGINE=attached ENDPOINT=http://127.0.0.1:4566")
        return Choice(AttachedEngine(endpoint))
    if endpoint:
        raise EngineMisused(
            f"the {name} engine takes a PORT, not an ENDPOINT; for an emulator of your own use ENGINE=attached"
        )
    embedded, compose = engines(Home.default(), port)
    if name == "auto":
        return pick(embedded, compose)
    return Choice(embedded if name == "embedded" else compose)


def check_number(count: int, name: str, endpoint: str | None) -> None:
    """EngineMisused when so many emulators can't be had: one that somebody else started is one."""
    if count > 1 and (name == "attached" or endpoint):
        raise EngineMisused(
            f"{count} emulators and an endpoint contradict each other: what answers at an endpoint is one emulator; "
            "leave out EMULATORS, or ENDPOINT"
        )


def further_emulators(name: str, count: int) -> list[Engine]:
    """Those beside the first engine, of its kind, in folders beside it; none beside an attached one.

    Each has a free port, or the one that it is up at.
    """
    if name == "attached":
        return []
    found = []
    for number in range(2, (count or automatic()) + 1):
        embedded, compose = engines(Home.default().beside(number), None)
        engine: Engine = embedded if name == embedded.name else compose
        engine.port = free_port()
        found.append(engine)
    return found


def choose_engines_to_stop(name: str, endpoint: str | None, port: int | None) -> list[Engine]:
    """As `choose_engine`, with those that stand beside it; with `auto` also the container beside a process."""
    chosen = choose_engine(name, endpoint, port).engine
    further = standing_beside(name, chosen.name)
    if name != "auto" or not isinstance(chosen, EmbeddedEngine):
        return [chosen, *further]
    _, compose = engines(Home.default(), port)
    return [chosen, *([compose] if compose.claimed else []), *further]


def standing_beside(asked: str, chosen: str) -> list[Engine]:
    """What runs beside the default home's engine, or has left something to clear there, by number.

    Of the kind that was asked for, and with `auto` of either kind; nothing where an attached engine was chosen.
    """
    if chosen == "attached":
        return []
    standing = (each for home in Home.default().all_beside() for each in _standing(home))
    return [each for each in standing if asked in ("auto", each.name)]


def _standing(home: Home) -> list[Engine]:
    embedded, compose = engines(home, None)
    return [*([embedded] if embedded.exists else []), *([compose] if compose.claimed else [])]


def engines(home: Home, port: int | None) -> tuple[EmbeddedEngine, ComposeEngine]:
    """Both engines that keep something in a home, with the start deadline that the user set, if any."""
    deadline = os.environ.get("HARNESS_START_DEADLINE_S")
    if not deadline:
        return EmbeddedEngine(home, port), ComposeEngine(home, port)
    try:
        deadline_s = float(deadline)
    except ValueError as error:
        raise EngineMisused(f"HARNESS_START_DEADLINE_S={deadline}: give seconds, for example 60") from error
    return EmbeddedEngine(home, port, deadline_s), ComposeEngine(home, port, start_deadline_s=deadline_s)


def pick(embedded: EmbeddedEngine, compose: ComposeEngine) -> Choice:
    """The one that is there already; else the one that was started last from this home; else embedded.

    Docker is asked only where it was used before: nobody waits for it, and nobody is moved to it, unasked.
    """
    if embedded.exists or not (compose.claimed or last_started(compose.folder.parent) == compose.name):
        return Choice(embedded)
    try:
        # What was started from here is looked for longer than what may be there.
        if compose.container(ANSWER_S if compose.claimed else LOOK_S) is not None:
            return Choice(compose)
        why_not = compose.image.why_not(LOOK_S)
    except NoDocker as error:
        why_not = error.short
    except EngineError as error:
        why_not = str(error).splitlines()[0]
    if why_not is None:
        return Choice(compose, "auto: the container engine, as last time; ENGINE=embedded does without Docker")
    return Choice(embedded, f"auto: the embedded engine, not the container as last time, for {why_not}")
