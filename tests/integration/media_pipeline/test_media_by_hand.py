"""The pipeline as a person uses it: the guide's commands for curl, and the page in a real browser."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from harness.home import PROJECT
from harness.run.context import RunContext
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.system import PAGE
from harness.systems.media_pipeline.watermark import compare
from tests.integration.media_pipeline.browser import browser, installed
from tests.integration.media_pipeline.media_runs import run_steps

GUIDE = PROJECT / "docs" / "media-pipeline.md"


def commands() -> str:
    """The guide's block of commands that ends with a result, without the address, which differs."""
    blocks: list[str] = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    (block,) = (text for text in blocks if "marked.jpg" in text)
    return re.sub(r"^API=.*\n", "", block, flags=re.MULTILINE)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_the_guides_commands_bring_an_image_through_the_pipeline(clients: Clients, tmp_path: Path) -> None:
    image = photo(3, 640, 480)
    (tmp_path / "photo.jpg").write_bytes(image)

    def steps(context: RunContext) -> None:
        settings = {**os.environ, "API": context.outputs["api_url"]}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands()],
            cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert '"status": "COMPLETED"' in done.stdout
        assert compare(image, (tmp_path / "marked.jpg").read_bytes()).marked

    run_steps(clients, steps, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(installed() is None, reason="there is no Chromium or Chrome")
def test_an_image_that_is_chosen_on_the_page_is_shown_with_its_watermark(clients: Clients, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo(3, 640, 480))

    def steps(context: RunContext) -> None:
        address = PAGE.address(context.outputs)
        assert address is not None
        with browser(installed() or "", tmp_path / "profile") as page:
            page.open(address)
            assert page.value("document.getElementById('api-field').hidden") is True
            page.choose("#file", tmp_path / "photo.jpg")
            page.value("document.getElementById('send').click()")
            page.await_true("['good', 'bad'].includes(document.getElementById('message').className)")
            assert "Completed in" in page.value("document.getElementById('message').textContent")
            page.await_true("document.getElementById('result').naturalWidth === 640")
            assert page.screenshot().startswith(b"\x89PNG")

    run_steps(clients, steps, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(installed() is None, reason="there is no Chromium or Chrome")
def test_the_page_says_why_an_image_failed(clients: Clients, tmp_path: Path) -> None:
    (tmp_path / "tiny.jpg").write_bytes(photo(3, 16, 16))

    def steps(context: RunContext) -> None:
        with browser(installed() or "", tmp_path / "profile") as page:
            page.open(PAGE.address(context.outputs))
            page.choose("#file", tmp_path / "tiny.jpg")
            page.value("document.getElementById('send').click()")
            page.await_true("document.getElementById('message').className === 'bad'")
            said = page.value("document.getElementById('message').textContent")
            assert said == "The job failed: the image is too small for the watermark: 16 x 16 pixels"

    run_steps(clients, steps, tmp_path)
