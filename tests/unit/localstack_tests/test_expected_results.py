"""Lists of expected results of LocalStack's tests: read, written, and compared with what came."""

from pathlib import Path

import pytest

from tests.localstack_tests.__main__ import parsed
from tests.localstack_tests.expected import UNSAID, Expected, compare

TEXT = """# tests/aws/services/sqs/test_sqs.py
passed  TestSqs::test_a
failed  TestSqs::test_b[x y]  # needs Node.js
skipped TestSqs::test_c
"""
LISTS = sorted((Path(__file__).parents[2] / "localstack_tests" / "expected").glob("*.txt"))


def test_a_list_is_read_and_written_as_it_was() -> None:
    expected = Expected.read(TEXT)
    assert expected.outcomes == {
        "TestSqs::test_a": "passed",
        "TestSqs::test_b[x y]": "failed",
        "TestSqs::test_c": "skipped",
    }
    assert expected.reasons == {"TestSqs::test_b[x y]": "needs Node.js"}
    assert expected.write() == TEXT


def test_a_text_without_a_path_is_none() -> None:
    with pytest.raises(ValueError, match="a list begins with"):
        Expected.read("passed TestSqs::test_a")


def test_new_results_keep_the_reasons_and_ask_for_those_that_lack() -> None:
    seen = {"TestSqs::test_a": "failed", "TestSqs::test_b[x y]": "failed"}
    assert Expected.read(TEXT).seen(seen).write().splitlines()[1:] == [
        f"failed  TestSqs::test_a  # {UNSAID}",
        "failed  TestSqs::test_b[x y]  # needs Node.js",
    ]


def test_what_is_worse_is_a_regression() -> None:
    expected = {"a": "passed", "b": "failed", "c": "passed", "d": "passed"}
    difference = compare(expected, {"a": "failed", "b": "passed", "c": "passed", "e": "passed"})
    assert (difference.lost, difference.won) == (("a",), ("b",))
    assert (difference.unknown, difference.missing) == (("e",), ("d",))
    assert difference.is_regression


def test_what_is_better_is_none() -> None:
    assert not compare({"a": "failed"}, {"a": "passed", "b": "failed"}).is_regression


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_failure_on_a_committed_list_has_its_reason(path: Path) -> None:
    expected = Expected.read(path.read_text())
    assert expected.write() == path.read_text()
    failed = {name for name, outcome in expected.outcomes.items() if outcome == "failed"}
    assert failed <= expected.reasons.keys()
    assert UNSAID not in expected.reasons.values()


def test_all_sets_are_run_unless_some_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    names = sorted(path.stem for path in LISTS)
    assert parsed(["checkout"]).sets == names
    assert parsed(["checkout", names[-1]]).sets == [names[-1]]
    with pytest.raises(SystemExit):
        parsed(["checkout", "kinesis"])
    assert "no set kinesis; there are dynamodb" in capsys.readouterr().err
