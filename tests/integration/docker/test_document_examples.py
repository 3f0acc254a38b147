"""What the page about Docker shows is what works: its examples are followed in this checkout, with the tests' image."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from harness.engines.docker_cli import COMPOSES, works
from harness.engines.free_port import free_port
from harness.engines.image import Image
from harness.home import PROJECT
from tests.integration.documents.blocks import IN_DOCKER, Example, run
from tests.integration.documents.reader import Reader

pytestmark = pytest.mark.docker

EXAMPLES = [example for example in run() if example.document == IN_DOCKER]
RUNS = PROJECT / "runs"


@pytest.fixture
def reader(image: Image, tmp_path: Path) -> Iterator[Reader]:
    """Compose builds from the folder it is called in: the checkout itself, whose new runs are removed afterwards."""
    before = set(RUNS.glob("*"))
    project = f"shown{zlib.crc32(str(tmp_path).encode())}"
    port = free_port()
    own = {"HOME": str(Path.home()), "COMPOSE_PROJECT_NAME": project, "HARNESS_PORT": str(port)}
    reader = Reader(PROJECT, tmp_path, port, {**image.variables(), **own})
    yield reader
    reader.types("make down")
    for left in set(RUNS.glob("*")) - before:
        rmtree(left)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_works_as_it_stands(example: Example, reader: Reader) -> None:
    compose = " ".join(next(command for command in COMPOSES if works(*command, "version")))
    reader.follows(example.by(compose))
