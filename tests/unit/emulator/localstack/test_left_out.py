"""What the settings leave unused isn't imported, and can be afterwards."""

import sys
from importlib import import_module

import pytest

from emulator.localstack.left_out import left_out


def test_nothing_stands_behind_the_names_for_a_while() -> None:
    names = ("nothing_of_the_kind", "nothing_of_the_kind.errors")
    with left_out(names):
        from nothing_of_the_kind import Anything  # type: ignore[import-not-found]
        from nothing_of_the_kind.errors import SomeError  # type: ignore[import-not-found]

        assert issubclass(SomeError, Exception)
        assert issubclass(Anything, Exception)
    assert not {*names} & {*sys.modules}
    with pytest.raises(ImportError):
        import_module("nothing_of_the_kind")


def test_what_is_there_already_stays() -> None:
    with left_out(("json",)):
        assert sys.modules["json"].dumps([]) == "[]"
    assert "json" in sys.modules
