"""Which cases of a table every run of the tests tries, and which the slow tests try besides."""

from collections.abc import Container, Iterable

import pytest
from _pytest.mark import ParameterSet


def quick_ones(cases: Iterable[str], quick: Container[str]) -> list[ParameterSet]:
    """All cases as parameters: those in `quick` are tried by `make test`, the others are marked slow."""
    return [pytest.param(case, marks=() if case in quick else (pytest.mark.slow,)) for case in cases]
