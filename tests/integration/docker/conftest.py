"""A Docker engine, and an image of the tests' own on it: built on LocalStack's official image, or on a stand-in.

The official image is used where it is or can be pulled; else a stand-in is built. Where there is no Docker engine, or
neither base can be had, these tests are skipped and say why.
"""

import importlib.util
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from harness.engines.compose import ComposeEngine, to_stderr
from harness.engines.docker_cli import COMPOSES, NoDocker, ask, labels_of, works
from harness.engines.engine import EngineError
from harness.engines.free_port import free_port
from harness.engines.image import BASE, VERSION, Image
from harness.home import PROJECT, Home

TESTED = "emulation-harness/tested"
PULL_DEADLINE_S = 900.0


@cache
def stand_ins() -> ModuleType:
    """The script that builds stand-ins, as a module."""
    spec = importlib.util.spec_from_file_location("stand_in", PROJECT / "docker" / "stand_in.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stand_in(name: str) -> str:
    """The stand-in image of that name, built if it isn't there; skips where it can't be."""
    missing = stand_ins().missing()
    if missing:
        pytest.skip(f"the image can't be pulled, and a stand-in for it can't be built: lacking {'; '.join(missing)}")
    made = stand_ins().STAND_INS[name]
    made.build()
    return str(made.image)


@pytest.fixture(scope="session")
def docker() -> None:
    """A Docker engine that answers, and Compose."""
    try:
        ask("version")
    except NoDocker as error:
        pytest.skip(f"no Docker engine: {error.short}")
    if not any(works(*command, "version") for command in COMPOSES):
        pytest.skip("neither `docker compose` nor `docker-compose` works here")


def is_here(image: str) -> bool:
    """Whether the engine has the image, or a registry gave it."""
    if labels_of(image) is None:
        with suppress(EngineError):
            ask("pull", "-q", image, deadline_s=PULL_DEADLINE_S)
    return labels_of(image) is not None


@pytest.fixture(scope="session")
def image(docker: None) -> Image:
    """Our image, of these sources, under a name of the tests' own: `make up` never finds it."""
    base = BASE if is_here(f"{BASE}:{VERSION}") else stand_in("localstack").rpartition(":")[0]
    image = Image(TESTED, base, VERSION, base_asked=True)
    image.ensure(to_stderr)
    return image


@pytest.fixture
def compose(image: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ComposeEngine]:
    """A container engine that isn't started, in a home of its own."""
    monkeypatch.delenv("COMPOSE_FILE", raising=False)
    engine = ComposeEngine(Home(tmp_path / "home"), free_port(), image)
    yield engine
    engine.stop()


@pytest.fixture(scope="session")
def running(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComposeEngine]:
    """A container engine that is up, shared by tests that only look at it or use accounts of their own."""
    engine = ComposeEngine(Home(tmp_path_factory.mktemp("home")), free_port(), image)
    engine.start()
    yield engine
    engine.stop()
