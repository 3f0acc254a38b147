"""A reader's folder: what a checkout has, with an emulator and runs of its own."""

from collections.abc import Iterator
from shutil import copytree

import pytest
from PIL import Image

from harness.engines.free_port import free_port
from harness.home import PROJECT, Home
from tests.integration.documents.reader import COPIED, Reader

OWN = ".harness", "runs", "harness.toml"
"""What a checkout has of its own beside what is in it."""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A folder with links to all that the checkout has; the layers that are built already are shared."""
    reader = Reader(tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("home"), free_port())
    for entry in PROJECT.iterdir():
        if entry.name == COPIED:
            copytree(entry, reader.at / entry.name)
        elif entry.name not in OWN and not entry.name.startswith(".git"):
            (reader.at / entry.name).symlink_to(entry)
    (reader.at / "harness.toml").write_text(f"port = {reader.port}\n")
    Image.new("RGB", (640, 480), "teal").save(reader.at / "photo.jpg")
    cache = Home(reader.home / ".harness").cache
    cache.parent.mkdir()
    Home.default().cache.mkdir(parents=True, exist_ok=True)
    cache.symlink_to(Home.default().cache)
    yield reader
    reader.types("make down")
