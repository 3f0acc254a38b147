"""The guide says of the functions what is so."""

import re
from pathlib import Path

import pytest

from media_worker import objects, reading
from tests.unit.lambdas.media_pipeline.conftest import FOLDER

ROOT = Path(__file__).resolve().parents[4]
GUIDE = (ROOT / "docs" / "media-pipeline.md").read_text()
NAMES = {
    "request_upload": "request-upload",
    "get_job_status": "get-job-status",
    "dispatcher": "dispatcher",
    "worker": "worker",
}


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, the table's own heading first."""
    below = GUIDE.split(f"# {heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert table
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table[0].splitlines()]
    return [lines[0], *lines[2:]]


@pytest.mark.parametrize("folder", NAMES)
def test_the_variables_are_those_the_function_reads(folder: str) -> None:
    heading, *variables = rows("Environment variables")
    column = heading.index(NAMES[folder])
    told = {row[0].strip("`") for row in variables if row[column] == "yes"}
    source = (FOLDER / folder / "handler.py").read_text()
    assert told == set(re.findall(r"os\.environ\[\"(\w+)\"\]", source))


@pytest.mark.parametrize("folder", NAMES)
def test_the_packages_are_those_the_function_imports(folder: str) -> None:
    _, *functions = rows("What the stack gives to the functions")
    (told,) = [row[2].strip("`") for row in functions if row[1] == f"`{folder}/`"]
    source = (FOLDER / folder / "handler.py").read_text()
    imported = set(re.findall(r"^from (\w+)\.", source, re.MULTILINE)) & {
        path.name for path in (FOLDER / "packages").iterdir()
    }
    assert imported == ({told} if told else set())


def test_the_bounds_are_the_codes() -> None:
    assert f"at most {objects.MAX_UPLOAD_BYTES} are taken" in GUIDE
    assert f"more than {reading.MAX_FRAMES} frames" in GUIDE
    png, webp, jpeg = (
        pixels // 1_000_000
        for pixels in (reading.MAX_PIXELS["PNG"], reading.MAX_PIXELS["WEBP"], reading.MAX_JPEG_PIXELS)
    )
    assert f"{png}, WebP {webp}, JPEG that isn't progressive {jpeg}" in GUIDE
