"""What all functions of one emulator share: its folders, zygotes, merged layers and log delivery."""

import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from emulator.lambda_.freezer import Freezer
from emulator.lambda_.interpreters import Interpreter, installed
from emulator.lambda_.layers import LayerStore
from emulator.lambda_.node import Node
from emulator.lambda_.zygote import ZygoteError, Zygotes
from emulator.localstack.lambda_.delivery import Delivery


@dataclass(frozen=True)
class Prepared:
    """What a function version needs to be started."""

    runtime: str
    interpreter: Interpreter
    code: Path
    layers: Path | None
    node: Node | None = None
    """Of a function that isn't Python's: then the interpreter only makes its place."""


class FunctionHost:
    """What runs functions on this machine: interpreters, zygotes, unpacked layers, and where their folders are."""

    def __init__(self, folder: Path, interpreters: Path) -> None:
        self.interpreters = interpreters
        self.environments = folder / "environments"
        self.delivery = Delivery()
        self.freezer = Freezer()
        self.layers = LayerStore(folder / "layers")
        self.zygotes = Zygotes(folder / "zygotes")
        self.prepared: dict[tuple[str, str], Prepared] = {}

    def isolates(self) -> bool:
        """Whether functions have a file system of their own, so that they can't write into their code."""
        zygotes = self.zygotes.running() or [self.zygotes.of(each) for each in installed(self.interpreters)[:1]]
        try:
            return bool(zygotes) and all(zygote.isolated for zygote in zygotes)
        except ZygoteError:
            return False


@lru_cache(maxsize=1)
def function_host() -> FunctionHost:
    """The emulator's, below `HARNESS_WORK_DIR`, with the interpreters of `HARNESS_RUNTIMES_DIR`."""
    folder = os.environ.get("HARNESS_WORK_DIR") or str(Path(tempfile.gettempdir()) / "functions")
    return FunctionHost(Path(folder), Path(os.environ.get("HARNESS_RUNTIMES_DIR") or Path(folder) / "runtimes"))
