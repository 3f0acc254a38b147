"""The groups of figures."""

from collections.abc import Callable, Iterable, Mapping

from harness.bench import cloudwatch, container, measures, permissions, queue_load
from harness.bench.bench import PORT, Bench
from harness.bench.figures import Figure
from harness.bench.peers import measures as peers
from harness.engines.image import Image
from harness.run.registry import parts


def _in_container(bench: Bench) -> Iterable[Figure]:
    image = Image.asked()
    if why_not := container.why_not(image):
        bench.skipped.append(f"nothing was measured in a container: {why_not}")
        return ()
    return container.in_container(bench.alone(), PORT, image)


Group = Callable[[Bench], Iterable[Figure]]

GENERIC: Mapping[str, Group] = {
    "install": lambda bench: measures.install(),
    "start and stop": lambda bench: measures.start(bench.alone(), PORT),
    "metric filters": lambda bench: cloudwatch.filters(bench.clients("333333333333"), bench.engine.folder),
    "alarms": lambda bench: cloudwatch.alarms(bench.clients("444444444444")),
    "invocations": lambda bench: measures.invocations(bench.clients("222222222222"), bench.engine.folder),
    "messages": lambda bench: queue_load.messages(bench.clients("666666666666")),
    "IAM: decisions": lambda bench: permissions.decisions(),
    "container": _in_container,
    "peers: single operations": peers.operations,
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
