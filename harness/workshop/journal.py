"""The frames of a page: what browsers are told, each from the beginning. Pure but for waiting."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from threading import Condition
from typing import Any

KEPT = 400
"""Frames of moves, and of lines of a run, that a browser gets which comes later."""
BEAT_S = 3.0
"""After so long with nothing to tell, a browser is told that somebody is still there; a closed one is noticed by it."""
GATHERED = frozenset({"moves", "entry"})
"""Kinds whose frames add up; of all others the last is all there is to know."""


@dataclass(frozen=True)
class Frame:
    """One thing to show. `number` counts up; `kind` says which part of the page it is for."""

    number: int
    kind: str
    body: Any

    def as_event(self, epoch: str) -> str:
        """As server-sent events have it; its id tells which server's it is."""
        return f"id: {epoch}-{self.number}\nevent: {self.kind}\ndata: {json.dumps(self.body, default=str)}\n\n"


class Journal:
    """What was told; every reader gets all of it that still counts, and then what is told while it reads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._number = 0
        self._standing: dict[str, Frame] = {}
        self._gathered: deque[Frame] = deque(maxlen=KEPT)
        self._closed = False

    def tell(self, kind: str, body: Any) -> None:
        """Tell every reader; what stands already is not told again."""
        with self._changed:
            standing = self._standing.get(kind)
            if kind not in GATHERED and standing is not None and standing.body == body:
                return
            self._number += 1
            frame = Frame(self._number, kind, body)
            if kind in GATHERED:
                self._gathered.append(frame)
            else:
                self._standing[kind] = frame
            self._changed.notify_all()

    def clear(self, *kinds: str) -> None:
        """Forget what was gathered of these kinds, and tell readers to do so."""
        with self._changed:
            self._gathered = deque((each for each in self._gathered if each.kind not in kinds), maxlen=KEPT)
        self.tell("clear", {"kinds": list(kinds), "after": self._number})

    def last(self, kind: str) -> Any:
        """What stands of a kind; None when nothing was told."""
        found = self._standing.get(kind)
        return found.body if found else None

    def since(self, number: int) -> list[Frame]:
        """What a reader must be told that knows all up to that number."""
        with self._changed:
            return self._after(number)

    def read(self, number: int = 0, beat_s: float = BEAT_S) -> Iterator[Frame | None]:
        """Frames as they come; None when nothing came for a while. Ends when the journal is closed."""
        while True:
            with self._changed:
                known = number
                if not self._changed.wait_for(lambda known=known: self._closed or self._number > known, beat_s):  # type: ignore[misc]
                    frames: list[Frame | None] = [None]
                elif self._closed:
                    return
                else:
                    frames = list(self._after(number))
                    number = self._number
            yield from frames

    def close(self) -> None:
        """End every reader."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _after(self, number: int) -> list[Frame]:
        found = (each for each in (*self._standing.values(), *self._gathered) if each.number > number)
        return list(islice(sorted(found, key=lambda each: each.number), 2 * KEPT))
