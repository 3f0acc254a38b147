"""Every resource type by kind, with what handles it: those of `bootstrap/resources/`, and those of other projects.

A type registers itself by the decorator of its handler, when its module is imported.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar

from bootstrap.errors import HarnessError
from bootstrap.handler import Handler
from bootstrap.model.resource import Resource

PACKAGE = "bootstrap.resources"
R = TypeVar("R", bound=Resource)
H = TypeVar("H", bound=Handler[Any])

_HANDLERS: dict[str, Handler[Any]] = {}


class UnknownKind(HarnessError):
    """Nothing handles resources of that kind. The message says which, and how to add it."""


def handles(declaration: type[R]) -> Callable[[type[H]], type[H]]:
    """Decorate the handler of a declaration; TypeError when another type has taken its kind."""

    def register(handler: type[H]) -> type[H]:
        kind = declaration.kind
        taken = _HANDLERS[kind].declaration if kind in _HANDLERS else declaration
        if taken.__qualname__ != declaration.__qualname__:
            raise TypeError(f"{declaration.__qualname__}: the kind {kind} is taken by {taken.__qualname__}")
        handler.declaration = declaration
        _HANDLERS[kind] = handler()
        return handler

    return register


def handlers() -> dict[str, Handler[Any]]:
    """The handler of every kind, sorted by kind."""
    _load()
    return dict(sorted(_HANDLERS.items()))


def is_built_in(kind: str) -> bool:
    """True for a type of `bootstrap/resources/`: where it is kept is known, and whether it is kept there at all."""
    return type(handler_of(kind)).__module__.startswith(f"{PACKAGE}.")


def handler_of(kind: str) -> Handler[Any]:
    """The handler of that kind; UnknownKind when there is none."""
    _load()
    try:
        return _HANDLERS[kind]
    except KeyError:
        raise UnknownKind(
            f"nothing handles {kind}; write a handler and decorate it with `@handles`, as the files of "
            "bootstrap/resources/ do"
        ) from None


@cache
def _load() -> None:
    package = import_module(PACKAGE)
    for module in iter_modules(package.__path__):
        import_module(f"{PACKAGE}.{module.name}")
