"""Fakes for the page's ports: the emulator's clock, and something that is shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from harness.workshop.journal import Journal


class FakeEmulatorClock:
    """Writes down what it is asked."""

    def __init__(self) -> None:
        self.did: list[str] = []

    def now_s(self) -> float:
        return 7.0

    def step(self) -> None:
        self.did.append("step")

    def advance_to_next_evaluation(self) -> None:
        self.did.append("next")

    def advance(self, by_s: float) -> None:
        self.did.append(f"{by_s:g}")

    def release(self) -> None:
        self.did.append("release")


class FakeShown:
    """Something that is shown, which writes down what is done with it."""

    page = "index.html"

    def __init__(self) -> None:
        self.journal = Journal()
        self.open_pages = 0
        self.did: list[Any] = []

    @contextmanager
    def reading(self) -> Iterator[None]:
        self.open_pages += 1
        try:
            yield
        finally:
            self.open_pages -= 1

    def sheet(self, name: str) -> str | bytes:
        if name == "cards.pdf":
            return b"%PDF-1.4"
        if name != "cards":
            raise LookupError(f"there is no sheet {name}")
        return "<p>cards</p>"

    def told(self) -> dict[str, Any]:
        return {"live": True}

    def ask(self, what: str) -> Any:
        if what != "breaks":
            raise LookupError(f"there is no {what} here")
        return []

    def do(self, action: str, parameters: dict[str, Any]) -> None:
        if action not in ("run", "mend"):
            raise LookupError(f"there is no action {action}")
        self.did.append((action, parameters))

    def upload(self, bucket: str, key: str, body: bytes) -> None:
        self.did.append((bucket, key, body))
