"""The page's addresses: who may ask, what is answered, and that nothing is loaded from or told to anywhere else."""

import re
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from harness.workshop.guard import is_known, refusal
from harness.workshop.server import FILES, PageApplication
from tests.unit.harness.workshop.fakes import FakeShown

HERE = "http://127.0.0.1:4580"


def a_page() -> tuple[FakeShown, Client]:
    shown = FakeShown()
    return shown, Client(PageApplication({"sesame": shown}, "e"))


def ask(client: Client, path: str, method: str = "GET", **more: Any) -> TestResponse:
    return client.open(path, method=method, base_url=HERE, **more)


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"Host": "127.0.0.1:4580"}, False),
        ({"Host": "localhost:4580", "Origin": "http://localhost:4580", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Host": "127.0.0.1:4580", "Sec-Fetch-Site": "none"}, False),
        ({"Host": "rebound.example:4580"}, True),
        ({"Host": "127.0.0.1:4566"}, True),
        ({"Host": "127.0.0.1"}, True),
        ({}, True),
        ({"Host": "127.0.0.1:4580", "Origin": "https://foreign.example"}, True),
        ({"Host": "127.0.0.1:4580", "Origin": "http://127.0.0.1:4566"}, True),
        ({"Host": "127.0.0.1:4580", "Origin": "null"}, True),
        ({"Host": "127.0.0.1:4580", "Sec-Fetch-Site": "cross-site"}, True),
        ({"Host": "127.0.0.1:4580", "Sec-Fetch-Site": "same-site"}, True),
    ],
)
def test_who_may_ask(headers: dict[str, str], refused: bool) -> None:
    assert bool(refusal(headers, 4580)) is refused


def test_the_secret_is_the_whole_secret() -> None:
    assert is_known("sesame", "sesame")
    assert not is_known("sesam", "sesame")
    assert not is_known("", "sesame")


@pytest.mark.parametrize(
    "path", ["/", "/other/", "/other/told", "/other/do/run", "/page.js", "/sesame/../x", "/sesame/do"]
)
def test_without_the_secret_there_is_nothing(path: str) -> None:
    shown, client = a_page()
    for method in ("GET", "POST"):
        assert ask(client, path, method).status_code in (404, 405)
    assert shown.did == []


def test_a_foreign_page_that_knows_the_secret_drives_nothing() -> None:
    shown, client = a_page()
    for headers in ({"Origin": "https://foreign.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert ask(client, "/sesame/do/run", "POST", headers=headers).status_code == 403
        assert ask(client, "/sesame/", headers=headers).status_code == 403
    answer = client.post("/sesame/do/run", base_url="http://rebound.example:4580")
    assert answer.status_code == 403
    assert shown.did == []


def test_the_page_and_its_files_are_served_with_a_policy_that_lets_nothing_in_from_elsewhere() -> None:
    _, client = a_page()
    page = ask(client, "/sesame/")
    assert page.status_code == 200
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in page.headers
    for file in FILES.iterdir():
        assert ask(client, f"/sesame/{file.name}").status_code == 200
    assert ask(client, "/sesame/nothing.js").status_code == 404
    assert ask(client, "/sesame/..%2fserver.py").status_code == 404


def test_no_file_of_the_page_names_another_host_or_has_a_style_that_the_policy_forbids() -> None:
    for file in FILES.iterdir():
        text = file.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z]+\.|@import|url\(\"?http", text), file
        assert not re.search(r"\bstyle[=:]\s*[\"`]| on[a-z]+=\"", text), file


def test_what_the_scripts_import_is_there() -> None:
    for file in FILES.glob("*.js"):
        for name in re.findall(r'from "\./([^"]+)"', file.read_text()):
            assert (FILES / name).is_file(), file.name


def test_every_element_that_the_scripts_ask_for_is_on_the_page() -> None:
    for file in FILES.glob("*.js"):
        page = (FILES / ("leader.html" if file.stem == "leader" else "index.html")).read_text()
        for name in re.findall(r'\$\("([a-z-]+)"\)', file.read_text()):
            assert f'id="{name}"' in page, (file.name, name)


def test_actions_and_questions_and_uploads_are_passed_on() -> None:
    shown, client = a_page()
    assert ask(client, "/sesame/do/run", "POST", json={"scenario": "x"}).status_code == 200
    assert ask(client, "/sesame/upload?bucket=b&key=k", "POST", data=b"body").status_code == 200
    assert shown.did == [("run", {"scenario": "x"}), ("b", "k", b"body")]
    assert ask(client, "/sesame/ask/breaks").json == []
    unknown = ask(client, "/sesame/do/fly", "POST")
    assert (unknown.status_code, unknown.json) == (404, {"problem": "there is no action fly"})
    assert ask(client, "/sesame/do/run").status_code == 405


def test_a_pdf_is_saved_under_its_name() -> None:
    _, client = a_page()
    answer = ask(client, "/sesame/sheet/cards.pdf")
    assert (answer.mimetype, answer.data) == ("application/pdf", b"%PDF-1.4")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cards.pdf"'


def test_frames_come_as_events_from_where_a_browser_was() -> None:
    shown, client = a_page()
    shown.journal.tell("entry", {"text": "a"})
    shown.journal.tell("entry", {"text": "b"})
    for last, first in (("", "a"), ("e-1", "b"), ("another-1", "a")):
        answer = ask(client, "/sesame/events", headers={"Last-Event-ID": last} if last else {}, buffered=False)
        events = iter(answer.iter_encoded())
        assert b"event: hello" in next(events)
        assert f'"text": "{first}"'.encode() in next(events)
        answer.close()
