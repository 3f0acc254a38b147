"""Participants as browsers are: each reads the events of its page, and asks for things by HTTP."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import SHUT_RDWR
from threading import Lock, Thread
from typing import Any

import boto3
from botocore.config import Config

from bootstrap.endpoint import Endpoint
from harness.interpreter import tune
from harness.run.clock import POLL_S, Deadline, Stopwatch, utc_now
from harness.workshop.people import People, Person, new_person
from harness.workshop.room import Room, RoomOptions, a_room

LONGEST_S = 600.0


@contextmanager
def room_of(endpoints: Sequence[Endpoint], count: int, folder: Path) -> Iterator[Room]:
    """A room with so many people, on free ports, with everything that it keeps in the folder; tuned as the command."""
    tune()
    people = People("the-leader-s-own-secret", tuple(new_person(number) for number in range(1, count + 1)))
    options = RoomOptions(count, "s3-cleanup", folder / "runs", 0)
    with a_room(endpoints, people, options, lambda _: folder / "broken.json", folder / "progress.json") as room:
        yield room


class Page:
    """An open page: the last frame of each kind, and how late moves were told."""

    def __init__(self, address: str) -> None:
        _, _, rest = address.partition("://")
        place, _, self.path = rest.partition("/")
        host, _, port = place.partition(":")
        self._host, self._port = host, int(port)
        self._lock = Lock()
        self._frames: list[tuple[str, Any]] = []
        self._before_action = 0
        """How many tasks had been told before the last action: what they say is of another one."""
        self.late_s: list[float] = []
        """By how much each frame of moves came after the last thing that it tells."""
        self.answers_s: list[float] = []
        """How long each request took."""
        self._stream = HTTPConnection(self._host, self._port, timeout=60)
        self._stream.request("GET", f"/{self.path}events")
        self._socket = self._stream.sock
        self._reader = Thread(target=self._read, args=(self._stream.getresponse(),), daemon=True)
        self._reader.start()

    def close(self) -> None:
        """Close it, as a browser does."""
        with suppress(OSError):  # its server ended first
            self._socket.shutdown(SHUT_RDWR)
        self._reader.join(10)
        self._stream.close()

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One request below the page's address: status and what was answered."""
        took = Stopwatch()
        with closing(HTTPConnection(self._host, self._port, timeout=60)) as connection:
            connection.request(method, f"/{self.path}{path}", None if body is None else json.dumps(body))
            answer = connection.getresponse()
            text = answer.read().decode()
            self.answers_s.append(took.elapsed_s)
            return answer.status, json.loads(text) if answer.getheader("Content-Type") == "application/json" else text

    def do(self, action: str, /, **parameters: Any) -> None:
        """An action that must be accepted."""
        self._before_action = len(self.every("task"))
        assert self.ask("POST", f"do/{action}", parameters) == (200, {})

    def last(self, kind: str) -> Any:
        """The last frame of that kind; None before one came."""
        with self._lock:
            return next((body for each, body in reversed(self._frames) if each == kind), None)

    def every(self, kind: str) -> list[Any]:
        """All frames of that kind."""
        with self._lock:
            return [body for each, body in self._frames if each == kind]

    def until(self, good: Callable[["Page"], Any], what: str) -> Any:
        """The first answer that is something; an error that says what was awaited."""
        deadline = Deadline.after(LONGEST_S)
        while not (found := good(self)):
            said = {kind: self.last(kind) for kind in ("task", "now", "notice", "emulator")}
            assert not deadline.passed, f"{what} didn't come: {said}"
            deadline.nap(POLL_S)
        return found

    def done(self, what: str) -> dict[str, Any]:
        """How the task of that name ended."""

        def ended(page: "Page") -> Any:
            told = (page.every("task")[self._before_action :] or [{}])[-1]
            return told if told.get("name", "").startswith(what) and told["state"] != "going on" else None

        found: dict[str, Any] = self.until(ended, f"the end of {what}")
        return found

    def _read(self, answer: Any) -> None:
        kind = ""
        try:
            for raw in answer:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self._take(kind, json.loads(line.removeprefix("data: ")))
        except (OSError, HTTPException, ValueError, AttributeError):  # the page was closed, or its server ended
            return

    def _take(self, kind: str, body: Any) -> None:
        with self._lock:
            self._frames.append((kind, body))
            if kind == "moves":
                self.late_s.append(utc_now().timestamp() - max(each["at_s"] for each in body["moves"]))


@contextmanager
def page_of(room: Room, person: Person) -> Iterator[Page]:
    """The participant's page, open for the length of the block."""
    with closing(Page(room.pages.address(person.token))) as page:
        yield page


def tool_of(room: Room, person: Person, service: str, key: str = "", secret: str = "") -> Any:
    """A client of a service as the participant's own tools make one, with the keys of the card or with others."""
    session = boto3.Session(key or person.key_id, secret or person.secret, region_name="us-east-1")  # noqa: TID251
    config = Config(retries={"total_max_attempts": 1}, proxies={}, s3={"addressing_style": "path"})
    return session.client(service, endpoint_url=room.door.origin, config=config)  # type: ignore[call-overload]
