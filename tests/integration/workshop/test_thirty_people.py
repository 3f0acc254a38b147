"""Thirty participants work at the same time, each with an open page; what it takes is printed."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from harness.engines.embedded import EmbeddedEngine
from harness.quantiles import nearest_rank
from harness.run.clock import Stopwatch
from harness.workshop.people import Person
from tests.integration.workshop.participants import Page, page_of, room_of

pytestmark = [pytest.mark.slow, pytest.mark.proof]
PEOPLE = 30
LAB, BUCKET, OWN = "why-queues", "assignment4-test-bucket", re.compile(r"own-\d+\.txt")
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


def test_thirty_run_the_reference_scenario_and_work_on_a_lab(
    engine: EmbeddedEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who has done with the one goes on with the other: both go on at the same time, and each sees only its own."""
    endpoint = engine.start()
    with room_of([endpoint], PEOPLE, tmp_path) as room, ExitStack() as opened:
        everybody = room.people.everybody
        pages = [opened.enter_context(page_of(room, person)) for person in everybody]
        took = Stopwatch()

        def takes_part(page: Page, person: Person) -> str:
            page.do("run", scenario="s3-cleanup")
            verdict = page.done("scenario")["text"].partition(";")[0]
            page.do("lab-begin", name=LAB)
            assert page.done("beginning")["state"] == "done"
            for key in ("waits.txt", f"own-{person.number}.txt"):
                assert page.ask("POST", f"upload?bucket={BUCKET}&key={key}", "x")[0] == 200
            page.do("mend")
            page.do("lab-check", name=LAB, answers=[])
            page.until(lambda each: (each.last("task") or {}).get("text") == "done", "the lab to be done")
            return str(verdict)

        with ThreadPoolExecutor(PEOPLE) as people:
            verdicts = list(people.map(takes_part, pages, everybody))
        all_s = took.elapsed_s
        uploads = [
            {name for moves in page.every("moves") for move in moves["moves"] for name in OWN.findall(move["text"])}
            for page in pages
        ]
    with capsys.disabled():
        print(f"\n{PEOPLE} scenarios and {PEOPLE} labs in {all_s:.1f} s")  # noqa: T201 - what this is for
    assert verdicts == ["passed"] * PEOPLE
    assert uploads == [{f"own-{person.number}.txt"} for person in everybody]
    passed = [room.hall.progress.of(person.account_id)[f"lab {LAB}"]["verdict"] for person in everybody]
    assert passed == ["passed"] * PEOPLE


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
