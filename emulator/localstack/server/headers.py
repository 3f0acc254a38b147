"""Headers of a request or a response that are found, and put, without a walk through all of them.

The handlers between a request and its service look for some fifty headers, most of which aren't there; an answer of S3
has a dozen. Werkzeug compares each name with every header: that was a fifth of what a small request took.
"""

from collections.abc import Callable, Set
from functools import wraps
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequestKeyError

CHANGES = ("__delitem__", "_del_key", "remove", "pop", "popitem", "clear")
"""What takes headers away, if there are any to take; what puts them is written out below, and all else uses these."""


class IndexedHeaders(Headers):
    """Werkzeug's headers with an index by lower-case name, made at the first look and anew after each change."""

    _index: dict[str, str] | None = None

    @classmethod
    def of(cls, pairs: list[tuple[str, str]]) -> "IndexedHeaders":
        """Headers of these names and values, in their order; the list is theirs from now on."""
        made = cls()
        made._list = pairs
        return made

    @property
    def by_name(self) -> dict[str, str]:
        """The first value of each header by its lower-case name. To be read only."""
        if self._index is None:
            self._index = {name.lower(): value for name, value in reversed(self._list)}
        return self._index

    @property
    def are_different(self) -> bool:
        """Whether no two of them have the same name."""
        return len(self.by_name) == len(self._list)

    def get(  # type: ignore[override]
        self,
        key: str,
        default: Any = None,
        type: Callable[[str], Any] | None = None,  # noqa: A002
    ) -> Any:
        """The first value of a header, converted by `type` if that is given; `default` when there is none."""
        found = self.by_name.get(key.lower())
        if found is None:
            return default
        if type is None:
            return found
        try:
            return type(found)
        except ValueError:
            return default

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self.by_name

    def add(self, key: str, value: Any, /, **kwargs: Any) -> None:
        """Put a header at the end, whether there is one of its name or not."""
        super().add(key, value, **kwargs)
        if self._index is not None:
            self._index.setdefault(key.lower(), self._list[-1][1])

    def set(self, key: str, value: Any, /, **kwargs: Any) -> None:
        """Put a header in the place of those of its name, or at the end. Only where there may be several of the name
        all of them are looked at."""
        text, lower, index = value if isinstance(value, str) else str(value), key.lower(), self.by_name
        if kwargs or not text.isprintable() or not (lower not in index or self.are_different):
            self._index = None
            super().set(key, value, **kwargs)
            return
        if lower not in index:
            self._list.append((key, text))
        else:
            at = next(at for at, (name, _) in enumerate(self._list) if name.lower() == lower)
            self._list[at] = (key, text)
        index[lower] = text

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(key, str):
            self.set(key, value)
            return
        self._index = None
        try:
            super().__setitem__(key, value)
        finally:
            self._index = None

    def _get_key(self, key: str) -> str:
        try:
            return self.by_name[key.lower()]
        except KeyError:
            raise BadRequestKeyError(key) from None


def names_of(headers: Headers) -> Set[str]:
    """Their names in lower case."""
    return headers.by_name.keys() if type(headers) is IndexedHeaders else {name.lower() for name, _ in headers}


def _forgetting(change: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(change)
    def changed(self: IndexedHeaders, *args: Any, **kwargs: Any) -> Any:
        count = len(self._list)
        try:
            return change(self, *args, **kwargs)
        finally:
            if len(self._list) != count:
                self._index = None

    return changed


for _name in CHANGES:
    setattr(IndexedHeaders, _name, _forgetting(getattr(Headers, _name)))
