"""What is measured beside another emulator, and what is said where there is none."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.bench.bench import Bench
from harness.bench.cpu import cpu_ms_each, cpu_s
from harness.bench.figures import Figure
from harness.bench.peers import ministack
from harness.bench.peers.operations import OPERATIONS
from harness.bench.peers.side import Side, beside, compared


def test_the_time_of_this_process_goes_on_as_it_works() -> None:
    before_s = cpu_s(os.getpid())
    while cpu_s(os.getpid()) - before_s < 0.02:
        pass


def test_what_a_request_costs_is_told_in_milliseconds_each() -> None:
    def work() -> None:
        until_s = cpu_s(os.getpid()) + 0.01
        while cpu_s(os.getpid()) < until_s:
            pass

    assert 10 <= cpu_ms_each(os.getpid(), work, 3) < 1000


def test_both_sides_and_the_ratio_of_each_pair() -> None:
    ours, theirs, ratio = compared("CPU, health", [1.0, 3.0], [2.0, 2.0], "ms", 1.0)
    assert (ours.name, theirs.name) == ("CPU, health: ours", f"CPU, health: ministack {ministack.version()}")
    assert ratio.samples == (0.5, 1.5)
    assert ratio.row()[3] == "< 1 × ✗"


def test_the_version_is_the_locked_one() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", ministack.version())


def test_without_a_peer_there_is_a_reason_and_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ministack, "LOCK", tmp_path / "peers.txt")

    @beside
    def never(_: Bench, _ours: Side, _theirs: Side) -> Iterator[Figure]:
        raise AssertionError

    bench = Bench(tmp_path)
    assert list(never(bench)) == []
    assert bench.skipped == ["nothing was measured beside ministack: peers.txt is only in a checkout of this project"]


def test_a_message_is_sent_before_it_is_received_and_received_before_it_is_deleted() -> None:
    names = [name for name in OPERATIONS if name.startswith("SQS")]
    assert names == ["SQS SendMessage", "SQS ReceiveMessage", "SQS DeleteMessage"]
