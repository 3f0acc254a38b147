"""Which engine to use, from what the user asked for."""

import os

from harness.engines.attached import AttachedEngine
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import Engine, EngineError
from harness.home import Home

ENGINES = ("auto", "embedded", "attached")


def choose_engine(name: str, endpoint: str | None, port: int | None) -> Engine:
    """The engine of that name; `auto` is attached when an endpoint is given, else embedded."""
    if name not in ENGINES:
        raise EngineError(f"there is no engine {name!r}; there are: {', '.join(ENGINES)}")
    if name == "attached" or (name == "auto" and endpoint):
        if not endpoint:
            raise EngineError("the attached engine needs an endpoint: ENGINE=attached ENDPOINT=http://127.0.0.1:4566")
        return AttachedEngine(endpoint)
    if endpoint:
        raise EngineError(
            f"the {name} engine takes a PORT, not an ENDPOINT; for an emulator of your own use ENGINE=attached"
        )
    return EmbeddedEngine(
        Home.default(), port, start_deadline_s=float(os.environ.get("HARNESS_START_DEADLINE_S", "60"))
    )
