"""The fixtures of this folder: functions that are deployed, and sandboxes without LocalStack around them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from emulator.lambda_ import variables
from emulator.lambda_.freezer import Freezer
from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.interpreters import Interpreter, installed
from emulator.lambda_.process import RuntimeProcess
from emulator.lambda_.sandbox import Limits, Sandbox
from emulator.lambda_.zygote import Mode, Zygote
from harness.home import Home
from tests.integration.lambda_runtime.functions import Deploy
from tests.integration.lambda_runtime.sandboxes import MODES, Open, ignore


@pytest.fixture
def deploy(clients: Clients) -> Deploy:
    """Deploys into the test's account."""
    return Deploy(clients)


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> Mode:
    chosen: Mode = request.param
    return chosen


@pytest.fixture
def interpreter() -> Interpreter:
    return installed(Home.default().runtimes)[0]


@pytest.fixture
def zygote(interpreter: Interpreter, mode: Mode, tmp_path: Path) -> Iterator[Zygote]:
    zygote = Zygote(interpreter, tmp_path / "zygotes", mode)
    if mode == "isolated" and not zygote.isolated:
        zygote.stop()
        pytest.skip(f"no mount namespaces here: {zygote.not_isolated}")
    yield zygote
    zygote.stop()


@pytest.fixture
def open_sandbox(zygote: Zygote, tmp_path: Path) -> Iterator[Open]:
    opened: list[Sandbox] = []

    def make(source: str, memory_mb: int = 512, timeout_s: int = 20, layer: dict[str, str] | None = None) -> Sandbox:
        folder = tmp_path / f"{len(opened)}"
        code, scratch = folder / "code", folder / "tmp"
        for place in (code, scratch):
            place.mkdir(parents=True)
        (code / "app.py").write_text(source)
        layers = folder / "layers" if layer else None
        for name, text in (layer or {}).items():
            (folder / "layers" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "layers" / name).write_text(text)
        found = zygote.interpreter
        places = (
            variables.AWS_PLACES
            if zygote.isolated
            else variables.shared_places(code, layers, found.folder, found.libraries, scratch)
        )

        def launch(address: str) -> wire.Launch:
            given = variables.for_function({"_HANDLER": "app.handler"}, {}, "python3.11", address, places)
            seen = places.layers if layers else None
            return wire.Launch(given, str(code), str(layers) if layers else None, str(scratch), seen)

        limits = Limits(timeout_s, memory_mb, 6_291_556)

        def begin() -> RuntimeProcess:
            return RuntimeProcess(zygote, launch, limits.max_response_bytes)

        sandbox = Sandbox("$LATEST", limits, begin, ignore, freezer=Freezer())
        opened.append(sandbox)
        sandbox.start()
        return sandbox

    yield make
    for sandbox in opened:
        sandbox.stop()
