"""Thirty participants run the reference scenario at the same time, each with an open page; what it takes is printed."""

from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from harness.engines.embedded import EmbeddedEngine
from harness.quantiles import nearest_rank
from harness.run.clock import Stopwatch
from tests.integration.workshop.participants import page_of, room_of

pytestmark = [pytest.mark.slow, pytest.mark.proof]
PEOPLE = 30
LARGEST_BYTES = 2 * 1024**3
MOST_LATE_S = 2.0
"""The median of how late pages are told, on a machine that does other things too."""


def test_thirty_run_the_reference_scenario_at_once(
    engine: EmbeddedEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    endpoint = engine.start()
    with room_of([endpoint], PEOPLE, tmp_path) as room, ExitStack() as opened:
        pages = [opened.enter_context(page_of(room, person)) for person in room.people.everybody]
        took = Stopwatch()
        for page in pages:
            page.do("run", scenario="s3-cleanup")
        verdicts = [page.done("scenario")["text"].partition(";")[0] for page in pages]
        all_s = took.elapsed_s
        late_s = [each for page in pages for each in page.late_s]
        answers_s = [each for page in pages for each in page.answers_s]
        used = memory_bytes()
        seen = {page.last("desk")["account"] for page in pages}
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what this is for
            f"\n{PEOPLE} scenarios in {all_s:.1f} s; pages told after {nearest_rank(late_s, 50):.2f} s (median), "
            f"{nearest_rank(late_s, 95):.2f} s (95 %); requests answered after {nearest_rank(answers_s, 50):.3f} s, "
            f"{nearest_rank(answers_s, 95):.3f} s; {used / 2**20:.0f} MB for pages, emulator and functions"
        )
    assert verdicts == ["passed"] * PEOPLE
    assert len(seen) == PEOPLE
    assert used < LARGEST_BYTES
    assert nearest_rank(late_s, 50) < MOST_LATE_S


def memory_bytes() -> int:
    """The memory that is this process's and those' below it: what they share is counted once, by its share of each."""
    here = psutil.Process()
    total = 0
    for process in (here, *here.children(recursive=True)):
        try:
            total += process.memory_full_info().pss
        except psutil.Error:  # a function that has just ended
            continue
    return total
