"""The groups of figures, and what they are measured on."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.bench import cloudwatch, container, measures, queue_load
from harness.bench.figures import Figure
from harness.engines.embedded import EmbeddedEngine
from harness.engines.image import Image
from harness.home import Home
from harness.run.registry import parts

PORT = 14566


class Bench:
    """Where it is measured: a home and a store of their own, and an emulator that starts when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.home, self.cache, self.store = Home(folder / "home"), Home.default().cache, folder / "runs"

    @cached_property
    def engine(self) -> EmbeddedEngine:
        """The emulator that the groups share."""
        return EmbeddedEngine(self.home, PORT)

    @property
    def endpoint(self) -> Endpoint:
        """Where it answers; it is started when it isn't up."""
        return self.engine.start()

    def clients(self, account_id: str) -> Clients:
        """Clients of the shared emulator."""
        return Clients(self.endpoint, account_id=account_id)

    def alone(self) -> Home:
        """The home for a group that starts an emulator itself, once the shared one is down."""
        self.engine.stop()
        return self.home


def _in_container(bench: Bench) -> Iterable[Figure]:
    image = Image.asked()
    return () if container.why_not(image) else container.in_container(bench.alone(), PORT, image)


Group = Callable[[Bench], Iterable[Figure]]

GENERIC: Mapping[str, Group] = {
    "install": lambda bench: measures.install(),
    "start and stop": lambda bench: measures.start(bench.alone(), PORT),
    "metric filters": lambda bench: cloudwatch.filters(bench.clients("333333333333"), bench.engine.folder),
    "alarms": lambda bench: cloudwatch.alarms(bench.clients("444444444444")),
    "invocations": lambda bench: measures.invocations(bench.clients("222222222222"), bench.engine.folder),
    "messages": lambda bench: queue_load.messages(bench.clients("666666666666")),
    "container": _in_container,
}
"""Those of no system, by name."""


def groups() -> dict[str, Group]:
    """Every group by name, in the order in which they are measured: those of no system, then those of systems."""
    found = dict(GENERIC)
    for module in parts("measures"):
        found |= module.GROUPS
    return found


def chosen(beginnings: Iterable[str]) -> list[str]:
    """The names of the groups that begin so, of all when nothing is given. LookupError for a beginning of none."""
    asked, known = tuple(beginnings), list(groups())
    for beginning in asked:
        if not any(name.startswith(beginning) for name in known):
            raise LookupError(f"no group begins with {beginning!r}; there are: {', '.join(known)}")
    return [name for name in known if name.startswith(asked or "")]
