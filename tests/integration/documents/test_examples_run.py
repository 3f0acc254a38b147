"""What the documents show is what works: each example is followed as it stands, document by document."""

import pytest

from tests.architecture.test_documents import ROOT
from tests.integration.documents.blocks import (
    IN_DOCKER,
    INSTALLS,
    MADE,
    NOT_RUN,
    PUT_IN,
    Example,
    examples,
    run,
)
from tests.integration.documents.reader import Reader
from tests.integration.machine import has_network

HERE = [example for example in run() if example.document != IN_DOCKER]
FIRST = {example.document: example.number for example in reversed(HERE)}
STARTING = "README.md"
"""Its first example starts the emulator itself; its examples are tried with every run of the tests."""
CASES = [
    pytest.param(each, id=each.name, marks=() if each.document == STARTING else (pytest.mark.slow,)) for each in HERE
]


@pytest.mark.parametrize("example", CASES)
def test_an_example_works_as_it_stands(example: Example, reader: Reader) -> None:
    installs = INSTALLS.get((example.document, example.number))
    if installs and not has_network():
        pytest.skip(f"there is no network here, and this {installs}")
    if example.document != STARTING:
        if example.number == FIRST[example.document]:
            reader.begins()
        else:
            reader.types("make up")
    reader.follows(example)
    made = MADE.get((example.document, example.number))
    assert made is None or (reader.at / made).stat().st_size > 0


def test_the_tables_are_about_examples_that_there_are() -> None:
    for document, number in {**NOT_RUN, **INSTALLS, **MADE}:
        assert number in [example.number for example in examples(ROOT / document)]
    for document, (placeholder, _) in PUT_IN.items():
        assert placeholder in (ROOT / document).read_text()
