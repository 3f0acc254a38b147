"""Properties that are made at their first use, by whichever of several threads comes first."""

from functools import cached_property
from threading import RLock
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")
ONE_AT_ONCE = RLock()
"""Held while anything is made: botocore's sessions may be asked for a client by one thread at a time."""


class made_once(cached_property[T]):  # noqa: N801 - it is used as the one that it is derived from
    """As `functools.cached_property`; who comes second waits, and has what the first one made."""

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Self | T:
        """The value, which is looked up without coming here once it is made."""
        with ONE_AT_ONCE:
            return super().__get__(instance, owner)
