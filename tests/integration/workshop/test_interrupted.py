"""The browser, the page's server and the emulator are stopped in the middle: it is said, and it goes on afterwards."""

from pathlib import Path
from typing import Any

import pytest

from tests.integration.workshop.participants import Page
from tests.integration.workshop.served import Served, a_workshop

pytestmark = pytest.mark.slow
DROPPED = "subscription-dropped: sns assignment4-s3-events -> sqs assignment4-tracking-queue"


def is_going_on(page: Page) -> Any:
    """Whether a run has come to its first step."""
    return (page.last("task") or {}).get("state") == "going on" and page.last("entry")


def test_a_server_that_was_killed_is_found_again_with_all_that_was_kept(tmp_path: Path) -> None:
    with a_workshop(tmp_path) as served:
        leader, before = served.leader, served.people()
        one, other = both_at_work(served)
        served.kill()
        served.start()
        one.close()
        other.close()

        assert served.leader == leader
        assert [(each["page"], each["account"]) for each in served.people()] == [
            (each["page"], each["account"]) for each in before
        ]
        one, other = served.page(1), served.page(2)
        one.until(lambda page: page.last("desk") and page.last("desk")["broken"] == [DROPPED], "the break that was")
        one.do("mend")
        one.until(lambda page: page.last("desk")["broken"] == [], "the mend")
        other.do("run", scenario="s3-cleanup")  # what the run left that was killed is torn down first
        assert other.done("scenario")["text"].startswith("passed")
        served.kill()
        served.start()
        one.close()
        other.close()
        assert [each["done"] for each in served.people()][1]["scenario s3-cleanup"]["verdict"] == "passed"


def test_an_emulator_that_was_killed_is_missed_and_found_again(tmp_path: Path) -> None:
    with a_workshop(tmp_path) as served:
        one, other = both_at_work(served)
        served.kill_emulator()
        for page in (one, other):
            page.until(lambda each: not each.last("emulator")["up"], "that it is away")
            assert "make up" in page.last("emulator")["text"]
        ended = other.done("scenario")
        assert ended["state"] == "failed" or not ended["text"].startswith("passed")
        assert one.ask("POST", "do/diagnose", {})[0] == 409

        served.harness("up")
        for page in (one, other):
            page.until(lambda each: each.last("emulator")["up"], "that it is back")
        one.until(lambda page: page.last("desk")["broken"] == [], "that nothing is broken any more")
        one.until(lambda page: page.last("graph")["nodes"] == [], "that nothing stands")
        other.do("run", scenario="s3-cleanup")
        assert other.done("scenario")["text"].startswith("passed")
        one.close()
        other.close()


def test_a_browser_that_was_closed_is_told_all_that_counts_when_it_is_opened_again(tmp_path: Path) -> None:
    with a_workshop(tmp_path) as served:
        page = served.page(1)
        page.do("run", scenario="s3-cleanup")
        page.until(is_going_on, "the run's first step")
        page.close()
        again = served.page(1)
        assert again.done("scenario")["text"].startswith("passed")
        again.until(lambda each: each.last("verdict").get("verdict") == "passed", "the verdict")
        told = [each["text"] for each in again.every("entry")]
        assert sum("upload" in each for each in told) >= 3, told
        again.close()


def both_at_work(served: Served) -> tuple[Page, Page]:
    """The pages of two participants: something is broken in the system of the first, a run goes on in the second's."""
    one, other = served.page(1), served.page(2)
    one.do("setup")
    assert one.done("setting up")["state"] == "done"
    one.do("break", label=DROPPED)
    one.until(lambda page: page.last("desk")["broken"] == [DROPPED], "the break")
    other.do("run", scenario="s3-cleanup")
    other.until(is_going_on, "the run's first step")
    return one, other
