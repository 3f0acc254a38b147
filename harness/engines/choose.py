"""Chooses the engine, by what the user asked for and what there is."""

import os
from dataclasses import dataclass

from harness.engines.attached import AttachedEngine
from harness.engines.compose import ComposeEngine
from harness.engines.docker_cli import ANSWER_S, LOOK_S, NoDocker
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import ENGINES, Engine, EngineError, EngineMisused
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


def choose_engines_to_stop(name: str, endpoint: str | None, port: int | None) -> list[Engine]:
    """As `choose_engine`; with `auto` also the container that was started from the default home beside a process."""
    chosen = choose_engine(name, endpoint, port).engine
    if name != "auto" or not isinstance(chosen, EmbeddedEngine):
        return [chosen]
    _, compose = engines(Home.default(), port)
    return [chosen, compose] if compose.claimed else [chosen]


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
