"""`make workshop PEOPLE=4 EMULATORS=2`: two work on each emulator, the leader sees all, nothing of either is left."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from harness.engines.own_processes import processes_of
from tests.integration.workshop.participants import Page
from tests.integration.workshop.served import Served, a_workshop
from tests.integration.workshop.test_interrupted import DROPPED

pytestmark = pytest.mark.slow
PEOPLE = 4


@contextmanager
def everybody(served: Served) -> Iterator[list[Page]]:
    """Everybody's page, open for the length of the block."""
    with ExitStack() as opened:
        yield [opened.enter_context(closing(served.page(number))) for number in range(1, PEOPLE + 1)]


def all_do(pages: Sequence[Page], action: str, task: str, **parameters: str) -> list[str]:
    """What each is told when the action has ended that all have begun at once."""
    for page in pages:
        page.do(action, **parameters)
    ended = [page.done(task) for page in pages]
    assert [each["state"] for each in ended] == ["done"] * PEOPLE, ended
    return [each["text"] for each in ended]


def held(served: Served) -> dict[str, set[str]]:
    """By emulator, the accounts that hold something of a stack, as the audit of all of them says."""
    found: dict[str, set[str]] = {}
    for account in json.loads(served.harness("audit", "--json"))["accounts"]:
        if any(each["stack"] for each in account["resources"]):
            found.setdefault(account["endpoint"], set()).add(account["account"])
    return found


def test_four_work_on_two_emulators_and_nothing_of_either_is_left(tmp_path: Path) -> None:
    with a_workshop(tmp_path, PEOPLE, emulators=2) as served:
        accounts = [each["account"] for each in served.people()]
        with everybody(served) as pages:
            ran = all_do(pages, "run", "scenario", scenario="s3-cleanup")
            assert all(each.startswith("passed") for each in ran), ran
            all_do(pages, "setup", "setting up")
            shares = held(served)
            assert sorted(shares.values(), key=min) == sorted([set(accounts[::2]), set(accounts[1::2])], key=min)

            for page in pages:
                page.do("break", label=DROPPED)
                page.until(lambda each: each.last("desk")["broken"] == [DROPPED], "the break")
            seen = served.people()
            assert [each["broken"] for each in seen] == [[DROPPED]] * PEOPLE
            assert [each["done"]["scenario s3-cleanup"]["verdict"] for each in seen] == ["passed"] * PEOPLE
            for page in pages[:2]:  # one on each emulator
                page.do("mend")
                page.until(lambda each: each.last("desk")["broken"] == [], "the mend")
            all_do(pages, "reset", "resetting")
            assert [each["broken"] for each in served.people()] == [[]] * PEOPLE
        assert held(served) == shares

        served.kill()
        listed = served.harness("audit")
        assert [f"the emulator at {url}" in listed for url in shares] == [True, True]
        assert served.harness("emergency").count("clean") == 2
        assert held(served) == {}
        assert json.loads(served.harness("audit", "--empty", "--json"))["left"] == []
        assert served.harness("down").count("nothing is left running") == 2
        assert processes_of(served.folder / "home") == []
        assert "no emulator is up" in served.harness("audit", "--empty")
