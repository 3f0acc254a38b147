"""A function that raises, or that never ends."""

import base64
import io
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.request import Request

from bootstrap.clients import Clients
from harness.breaks.kinds.function_configuration import functions
from harness.breaks.model import Break, Memory, Spot
from harness.breaks.registry import breaks
from harness.breaks.waiting import until_updated
from harness.probes.direct import direct
from harness.wiring.model import Wiring

RAISES = "def {name}(event, context):\n    raise RuntimeError('broken on purpose')\n"
HANGS = "import threading\n\n\ndef {name}(event, context):\n    threading.Event().wait(60)\n"
DOWNLOAD_S = 60.0


class _Code(Break):
    program = ""
    timeout_s = 0

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every function in Python whose code is a zip."""
        for spot in functions(wiring):
            if str(spot.data.get("Runtime", "")).startswith("python"):
                yield spot

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Put a module in the place of its code, with the handler's name."""
        name = spot.data["FunctionName"]
        had = base64.b64encode(_download(clients.lambda_.get_function(FunctionName=name)["Code"]["Location"])).decode()
        module, _, handler = str(spot.data["Handler"]).rpartition(".")
        _upload(clients, name, _zipped(f"{module.replace('.', '/')}.py", self.program.format(name=handler)))
        if self.timeout_s:
            _time_out(clients, name, self.timeout_s)
        return {"function": name, "code": had, "timeout_s": spot.data["Timeout"]}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Put the same zip again."""
        _upload(clients, memory["function"], base64.b64decode(memory["code"]))
        if self.timeout_s:
            _time_out(clients, memory["function"], memory["timeout_s"])


@breaks
class Raises(_Code):
    """Every invocation ends with an error."""

    name = "function-raises"
    text = "have the function raise an error"
    program = RAISES


@breaks
class Slow(_Code):
    """Every invocation takes longer than its time-out."""

    name = "function-slow"
    text = "have the function take longer than its time-out, a second"
    program = HANGS
    timeout_s = 1


def _download(url: str) -> bytes:
    with direct.open(Request(url), timeout=DOWNLOAD_S) as answer:  # noqa: S310 - the emulator's own address
        return bytes(answer.read())


def _zipped(path: str, text: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(path, text)
    return archive.getvalue()


def _upload(clients: Clients, function: str, archive: bytes) -> None:
    clients.lambda_.update_function_code(FunctionName=function, ZipFile=archive)
    until_updated(clients, function)


def _time_out(clients: Clients, function: str, timeout_s: Any) -> None:
    clients.lambda_.update_function_configuration(FunctionName=function, Timeout=timeout_s)
    until_updated(clients, function)
