"""The page in a real browser: step by step to the verdict, a break, its diagnosis, the mend, a reset; and the replay.

With WORKSHOP_PICTURES=FOLDER the pictures of docs/workshop.md are written there.
"""

import os
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.probes.emulator import Emulator
from harness.systems.media_pipeline.images import photo
from harness.workshop.desk import Desk
from harness.workshop.recording import Recording
from harness.workshop.server import PageApplication, PageServer
from tests.integration.media_pipeline.browser import Browser, browser, installed
from tests.integration.workshop.desks import a_desk, done
from tests.integration.workshop.participants import page_of, room_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(installed() is None, reason="there is no Chromium or Chrome")]
LONGEST_S = 240.0
DROPPED = "subscription-dropped: sns assignment4-s3-events -> sqs assignment4-tracking-queue"


def text(page: Browser, name: str) -> str:
    return str(page.value(f"document.getElementById('{name}').textContent"))


def click(page: Browser, name: str) -> None:
    """Click it once it can be clicked."""
    page.await_true(f"!document.getElementById('{name}').disabled", LONGEST_S)
    page.value(f"document.getElementById('{name}').click()")


def picture(page: Browser, name: str) -> None:
    folder = os.environ.get("WORKSHOP_PICTURES")
    if folder and not (Path(folder) / f"{name}.png").exists():
        page.await_true("document.querySelectorAll('.dot').length === 0", LONGEST_S)
        (Path(folder) / f"{name}.png").write_bytes(page.screenshot())


def ended(page: Browser) -> str:
    page.await_true("/^[✓✕■]/.test(document.getElementById('task').textContent)", LONGEST_S)
    return text(page, "task")


def test_from_the_first_upload_to_the_verdict_then_break_diagnosis_mend_and_reset(
    clients: Clients, tmp_path: Path
) -> None:
    with a_desk(clients, tmp_path) as desk, browser(installed() or "", tmp_path / "profile") as page:
        server = PageServer(PageApplication({"secret": desk}, "first"))
        server.start()
        page.resize(1480, 1320)
        page.open(server.address("secret"))
        page.await_true("document.getElementById('connection').textContent === 'live'")
        click(page, "pace-step")
        click(page, "run")
        _step_to_the_verdict(page)
        assert "✓ passed" in text(page, "verdict")
        _what_led_to_a_deletion(page)
        _break_and_mend(page, desk)
        server.stop()
    (folder,) = (tmp_path / "runs").iterdir()
    _replayed(folder, tmp_path)


def test_a_picture_of_one_s_own_goes_through_the_media_pipeline_and_is_seen_before_and_after(
    clients: Clients, tmp_path: Path
) -> None:
    own = tmp_path / "holiday.jpg"
    own.write_bytes(photo(7))
    with a_desk(clients, tmp_path, "media-pipeline") as desk, browser(installed() or "", tmp_path / "profile") as page:
        server = PageServer(PageApplication({"secret": desk}, "first"))
        server.start()
        page.resize(1480, 1320)
        page.open(server.address("secret"))
        click(page, "setup")
        page.await_true("document.getElementById('task').textContent.startsWith('✓ setting up')", LONGEST_S)
        page.await_true("document.getElementById('bucket').options.length === 3", LONGEST_S)
        assert page.value("document.getElementById('bucket').value") == ""
        page.choose("#file", own)
        click(page, "upload")
        page.await_true(
            "document.getElementById('happened').textContent.includes('holiday.jpg written by worker')", LONGEST_S
        )
        page.await_true("document.getElementById('stands').textContent.includes('media-processing-jobs')", LONGEST_S)
        _look_into(page, "media-processing-jobs")
        page.await_true("document.querySelector('#detail .holds')?.textContent.includes('COMPLETED')", LONGEST_S)
        page.press("Escape")
        _look_into(page, "amodhbh-media-uploads")
        drawn = "[...document.querySelectorAll('#detail .holds img')].filter((each) => each.naturalWidth > 0)"
        page.await_true(f"{drawn}.length === 2", LONGEST_S)
        assert page.value(f"new Set({drawn}.map((each) => each.src)).size") == 2, "the watermark is seen"
        picture(page, "workshop-pictures")
        page.press("Escape")
        click(page, "teardown")
        page.await_true("document.getElementById('task').textContent.includes('clean')", LONGEST_S)
        server.stop()


def test_the_leader_has_papers_to_print_sets_everybody_s_system_up_and_breaks_it(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    with room_of([endpoint], 4, tmp_path) as room, browser(installed() or "", tmp_path / "profile") as page:
        page.resize(1300, 560)
        page.open(room.leader)
        page.await_true("document.getElementById('connection').textContent === 'live'")
        links = "[...document.querySelectorAll('#sheets a')].map((each) => each.textContent)"
        assert page.value(links) == ["cards", "guide", "guide.pdf", "handout", "handout.pdf"]
        for paper in ("guide.pdf", "handout.pdf"):
            fetched = f"fetch('sheet/{paper}').then((each) => each.text()).then((each) => {{ window.paper = each; }})"
            page.value(f"{fetched}; true")
            page.await_true("window.paper?.startsWith('%PDF-')", LONGEST_S)
            page.value("window.paper = null; true")
        one, *others = room.people.everybody
        with page_of(room, one) as own:
            own.do("run", scenario="s3-cleanup")
            assert own.done("scenario")["state"] == "done"
            _for_everybody(page, "document.querySelector('[data-everybody=setup]')", "✓ setup for everybody")
            page.await_true("document.getElementById('summary').textContent.endsWith('0 at work')", LONGEST_S)
            _for_everybody(page, "document.getElementById('mystery')", "✓ break 7: broken: 4 of 4")
            with page_of(room, others[0]) as another:
                another.do("solution")
            broken = "document.querySelectorAll('#people .bad').length"
            page.await_true(f"{broken} === 3", LONGEST_S)
            picture(page, "workshop-leader")
        for desk in room.hall.desks.values():
            desk.do("teardown", {})
            assert done(desk)["state"] == "done"
    Emulator(Clients(endpoint)).call("PUT", "confinement", {"on": False})


def _for_everybody(page: Browser, button: str, told: str) -> None:
    page.value(f"{button}.click()")
    page.await_true(f"document.getElementById('task').textContent.startsWith({told!r})", LONGEST_S)


def _look_into(page: Browser, name: str) -> None:
    """Choose something of all that stands, and wait until it is shown."""
    page.await_true("!document.getElementById('detail').open", LONGEST_S)
    page.value(
        f"[...document.querySelectorAll('#stands button')].find((each) => each.textContent === {name!r}).click()"
    )
    page.await_true("document.getElementById('detail').open", LONGEST_S)


def _step_to_the_verdict(page: Browser) -> None:
    stops = 0
    while True:
        page.await_true(
            "!document.getElementById('step').disabled || document.getElementById('verdict').textContent", LONGEST_S
        )
        if text(page, "verdict"):
            break
        stops += 1
        seen = page.value("document.getElementById('gate').dataset.stops")
        if "looks at the alarms" in text(page, "gate") and "46" in text(page, "story"):
            page.await_true("document.querySelectorAll('#chart .point').length > 1", LONGEST_S)
            picture(page, "workshop-step")
        click(page, "step")
        page.await_true(
            f"document.getElementById('gate').dataset.stops !== {seen!r}"
            " || document.getElementById('verdict').textContent",
            LONGEST_S,
        )
    assert stops > 8
    assert ended(page).startswith("✓")
    chart = str(page.value("document.querySelector('#chart svg').getAttribute('aria-label')"))
    assert "18, 46, 18, 20, 2" in chart


def _what_led_to_a_deletion(page: Browser) -> None:
    page.value(
        "[...document.querySelectorAll('#happened button')]"
        ".find((each) => each.textContent.includes('assignment1.txt deleted by assignment4-cleaner')).focus()"
    )
    page.press("Enter")
    page.await_true("document.getElementById('detail').open", LONGEST_S)
    page.await_true("document.querySelectorAll('#detail .chain li').length > 10", LONGEST_S)
    chain = text(page, "detail-body")
    assert "assignment3.txt written" in chain, "what raised the alarm again was the third upload"
    assert "assignment4-total-size-alarm" in chain
    picture(page, "workshop-cause")
    page.press("Escape")
    page.await_true("!document.getElementById('detail').open", LONGEST_S)


def _break_and_mend(page: Browser, desk: Desk) -> None:
    click(page, "pace-run")
    click(page, "setup")
    page.await_true("document.getElementById('task').textContent.startsWith('✓ setting up')", LONGEST_S)
    chosen = f"[...document.getElementById('break-at').options].some((each) => each.value === {DROPPED!r})"
    page.await_true(chosen, LONGEST_S)
    page.value(f"document.getElementById('break-at').value = {DROPPED!r}")
    click(page, "break")
    page.await_true("document.getElementById('broken').textContent.includes('subscription-dropped')", LONGEST_S)
    desk.upload("assignment4-test-bucket", "mine.txt", b"x" * 18)
    page.await_true("document.getElementById('happened').textContent.includes('mine.txt written')", LONGEST_S)
    click(page, "diagnose")
    page.await_true("document.getElementById('diagnosis').textContent.includes('first stuck link')", LONGEST_S)
    assert DROPPED.partition(": ")[2] in text(page, "diagnosis")
    picture(page, "workshop-broken")
    click(page, "mend")
    page.await_true("document.getElementById('broken').textContent === 'nothing is broken'", LONGEST_S)
    click(page, "reset")
    page.await_true("document.getElementById('task').textContent.startsWith('✓ resetting')", LONGEST_S)
    click(page, "teardown")
    page.await_true("document.getElementById('task').textContent.includes('clean')", LONGEST_S)


def _replayed(folder: Path, tmp_path: Path) -> None:
    server = PageServer(PageApplication({"secret": Recording(folder)}, "second"))
    server.start()
    with browser(installed() or "", tmp_path / "other") as page:
        page.resize(1480, 1100)
        page.open(server.address("secret"))
        page.await_true("document.body.classList.contains('replaying')", LONGEST_S)
        assert text(page, "verdict") == ""
        _slide(page, "slider.max")
        page.await_true("document.getElementById('verdict').textContent.includes('passed')", LONGEST_S)
        picture(page, "replay")
        _slide(page, "0")
        page.await_true("document.getElementById('verdict').textContent === ''", LONGEST_S)
        assert (
            page.value("document.getElementById('happened').textContent.includes('assignment1.txt written')") is False
        )
    server.stop()


def _slide(page: Browser, second: str) -> None:
    page.value(
        "(() => { const slider = document.getElementById('slider');"
        f" slider.value = {second}; slider.dispatchEvent(new Event('input')); }})()"
    )
