"""Indexed headers are werkzeug's headers in all but the time they take."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from emulator.localstack.server.headers import CHANGES, IndexedHeaders

NAMES = st.sampled_from(["Host", "host", "X-A", "x-a", "X-B", "Content-Length"])
VALUES = st.sampled_from(["1", "two", "", "t\tab"])
PAIRS = st.lists(st.tuples(NAMES, VALUES), max_size=6)
CHANGED = st.one_of(
    st.tuples(st.just("add"), NAMES, VALUES),
    st.tuples(st.just("set"), NAMES, VALUES),
    st.tuples(st.just("__setitem__"), NAMES, VALUES),
    st.tuples(st.just("__setitem__"), NAMES, st.integers(0, 2)),
    st.tuples(st.just("__setitem__"), st.just(slice(0, 1)), PAIRS),
    st.tuples(st.just("setdefault"), NAMES, VALUES),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("__delitem__"), NAMES),
    st.tuples(st.just("pop"), NAMES, VALUES),
    st.tuples(st.just("clear")),
    st.tuples(st.just("update"), st.dictionaries(NAMES, VALUES, max_size=2)),
    st.tuples(st.just("extend"), PAIRS),
)


def looked_at(headers: Headers) -> list[Any]:
    names = ("host", "HOST", "x-a", "X-b", "content-length", "missing")
    return [
        list(headers),
        [headers.get(name) for name in names],
        [headers.get(name, "none") for name in names],
        [headers.get(name, -1, type=int) for name in names],
        [name in headers for name in names],
        [headers.getlist(name) for name in names],
        [headers[name] for name in names if name in headers],
        headers.to_wsgi_list(),
        dict(headers),
    ]


@given(PAIRS, st.lists(CHANGED, max_size=5))
def test_they_answer_as_werkzeugs_do_after_every_change(pairs: list[tuple[str, str]], changes: list[Any]) -> None:
    theirs, ours = Headers(), IndexedHeaders.of(list(pairs))
    for name, value in pairs:
        theirs.add(name, value)
    assert looked_at(ours) == looked_at(theirs)
    for change, *arguments in changes:
        getattr(theirs, change)(*arguments)
        getattr(ours, change)(*arguments)
        assert looked_at(ours) == looked_at(theirs)


def test_all_that_changes_the_list_is_known() -> None:
    with_list = {
        name for name, method in vars(Headers).items() if "_list" in getattr(method, "__code__", _none).co_names
    }
    reading = {
        "__init__",
        "__getitem__",
        "_get_key",
        "__eq__",
        "getlist",
        "__iter__",
        "__len__",
        "copy",
        "to_wsgi_list",
    }
    assert with_list - reading - {"__copy__", "__str__", "items", "keys", "values"} <= {
        *CHANGES,
        "__setitem__",
        "set",
        "add",
    }


class _none:  # noqa: N801
    co_names = ()
