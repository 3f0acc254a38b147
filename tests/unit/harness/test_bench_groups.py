"""Which groups of figures `make bench` measures."""

import pytest

from harness.bench.__main__ import main
from harness.bench.groups import chosen, groups


def test_nothing_given_is_everything() -> None:
    assert chosen([]) == list(groups())


def test_a_beginning_chooses_and_the_order_stays() -> None:
    assert chosen(["media", "install"]) == ["install", "media pipeline"]
    assert chosen(["s"]) == ["start and stop", "scenario", "side by side"]


def test_what_iam_costs_is_a_beginning_of_its_own() -> None:
    assert chosen(["IAM"]) == ["IAM: decisions", "IAM: media pipeline", "IAM: s3-cleanup"]


def test_a_group_that_is_not_there_is_refused_before_anything_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["media", "medai"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("bench: no group begins with 'medai'; there are: install, start and stop, ")
    assert said.out == ""
