"""The one that applies seams: checks all at the start, makes the declared changes, and stays failed if it can't."""

import functools
import inspect
from collections.abc import Callable, Iterable
from importlib import import_module
from threading import RLock
from typing import Any

from emulator.localstack.seams import known
from emulator.localstack.seams.seam import Kind, Position, Seam, SeamError
from emulator.localstack.seams.source import Sources

WAITING, APPLIED, FAILED = "waits for its service", "applied", "failed"
OTHER_RELEASE, UNUSED = "of another release", "not wanted by the settings"


class Applier:
    """The seams of one process and their states. `gateway` answers LocalStack's running gateway."""

    def __init__(self, seams: Iterable[Seam], sources: Sources, gateway: Callable[[], Any]) -> None:
        self._seams = tuple(seams)
        self._sources = sources
        self._gateway = gateway
        self._lock = RLock()
        self._states: dict[Seam, str] = {}

    def start(self, known_of: Callable[[str], known.Known] = known.load) -> None:
        """Check every seam, and apply those of no service; SeamError names all that can't be."""
        release = self._sources.release()
        for seam in self._seams:
            self._states[seam] = _first_state(seam, release)
        self._check(known_of(release), release)
        self._apply([seam for seam in self._seams if not seam.at])

    def load(self, service: str) -> None:
        """Apply the seams of a service that is about to be loaded.

        SeamError when one can't be applied, now and at every later call: the service is never there without it.
        """
        self._apply([seam for seam in self._seams if service in seam.at])

    def states(self) -> list[dict[str, str]]:
        """Each seam with its state, by target."""
        with self._lock:
            states = [(seam, self._states.get(seam, WAITING)) for seam in self._seams]
        fields = [
            {"target": seam.name, "kind": seam.kind, "by": seam.ours, "why": seam.why, "state": state}
            for seam, state in states
        ]
        return sorted(fields, key=lambda each: (each["target"], each["by"]))

    def _check(self, expected: known.Known, release: str) -> None:
        wanted = [seam for seam in self._seams if self._states[seam] == WAITING]
        recorded = all(seam.name in expected.targets for seam in wanted)
        if recorded and known.is_as_known(expected, self._sources):
            return
        for seam in wanted:
            if problem := known.problem_of(seam, expected, self._sources):
                self._states[seam] = f"{FAILED}: {problem}"
        self._refuse(wanted, f"LocalStack {release} is not what this was written for")

    def _apply(self, seams: list[Seam]) -> None:
        with self._lock:
            self._refuse(seams, "LocalStack could not be changed as declared")
            for seam in seams:
                if self._states[seam] == WAITING:
                    try:
                        put(seam, self._gateway)
                    except Exception as error:
                        self._states[seam] = f"{FAILED}: {type(error).__name__}: {error}"
                    else:
                        self._states[seam] = APPLIED
            self._refuse(seams, "LocalStack could not be changed as declared")

    def _refuse(self, seams: list[Seam], what: str) -> None:
        failed = [
            f"{seam.name} ({seam.ours}): {self._states[seam]}"
            for seam in seams
            if self._states[seam].startswith(FAILED)
        ]
        if failed:
            raise SeamError(f"{what}. Seams that failed:\n" + "\n".join(failed))


def put(seam: Seam, gateway: Callable[[], Any]) -> None:
    """Make the change; LookupError or AttributeError when there is nothing to change."""
    if seam.position is not None:
        _line_up(seam.by, seam.position, gateway())
        return
    *path, name = seam.path
    owner = import_module(seam.module)
    for step in path:
        owner = getattr(owner, step)
    if seam.kind is Kind.HANDLER:
        getattr(owner, name).append(seam.by)
    elif seam.kind is Kind.WRAP:
        setattr(owner, name, _wrapped(_static(owner, name), seam.by))
    elif seam.kind is Kind.ADD:
        setattr(owner, name, seam.by(owner))
    else:
        setattr(owner, name, seam.by(_static(owner, name)))


def _first_state(seam: Seam, release: str) -> str:
    if release not in seam.releases:
        return OTHER_RELEASE
    return WAITING if seam.only is None or seam.only() else UNUSED


def _static(owner: Any, name: str) -> Any:
    """What the attribute is: of a class without binding, of a module (Twisted puts proxies in their place) as it is."""
    return inspect.getattr_static(owner, name) if isinstance(owner, type) else getattr(owner, name)


def _wrapped(original: Any, by: Callable[..., Any]) -> Any:
    if isinstance(original, property):
        return property(_wrapped(original.fget, by), original.fset, original.fdel)
    if isinstance(original, staticmethod | classmethod):
        return type(original)(_wrapped(original.__func__, by))
    if not callable(original):
        raise TypeError(f"{original!r} is no function: it can't be wrapped")

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return by(original, *args, **kwargs)

    return wrapped


def _line_up(handler: Callable[..., Any], position: Position, gateway: Any) -> None:
    chain = getattr(gateway, position.chain)
    if isinstance(position.at, str):
        before = getattr(import_module("localstack.aws.handlers"), position.at)
        chain.insert(chain.index(before) + 1, handler)
    elif position.at < 0:
        chain.append(handler)
    else:
        chain.insert(position.at, handler)
