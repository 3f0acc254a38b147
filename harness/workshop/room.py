"""`harness workshop --people 30`: one server for everybody's pages, one door for their tools, and cards with both."""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path
from threading import Event, Lock

from bootstrap.endpoint import Endpoint
from bootstrap.stacks import StackOptions
from harness.commands import PASSED, USAGE, CommandError
from harness.commands.breaking import book_of
from harness.commands.lifecycle import started
from harness.commands.terminal import results
from harness.engines.emulators import Emulators, shared_out
from harness.home import Home
from harness.labs.handout import guide, handout
from harness.labs.paper_as_html import as_html
from harness.labs.printing import printed
from harness.labs.progress import Progress
from harness.labs.work import labs
from harness.probes.emulator import Emulator, clients_of
from harness.run.clock import Stopwatch
from harness.run.registry import system_named
from harness.workshop.cards import cards, exports
from harness.workshop.desk import Desk
from harness.workshop.door import Door
from harness.workshop.hall import Hall
from harness.workshop.people import MOST, People, Person, people_of
from harness.workshop.place import Place
from harness.workshop.server import PageApplication, PageServer, Shown
from harness.workshop.turns import Turns

HERE = "127.0.0.1"
AGAIN_S = 5.0
"""So often the emulator is told that an account is one of its own: another one may have been started meanwhile."""
OPEN = (
    "The room is open on {host}: whoever has a card may use its account, and run code in functions on this machine.\n"
    "Functions act in their own account only. The emulator itself, `down` and `emergency` stay on 127.0.0.1: yours.\n"
    "What is sent is not encrypted: open it in a network that you trust, and for as long as the workshop lasts."
)


@dataclass(frozen=True)
class RoomOptions:
    """How many people, which system they see first, where runs are saved, and where pages and the door are."""

    count: int
    system: str
    store: Path
    port: int
    host: str = HERE
    new_cards: bool = False


@dataclass(frozen=True)
class Room:
    """What is open: the leader's page, and what is before everybody."""

    hall: Hall
    pages: PageServer
    door: PageServer
    people: People

    @property
    def leader(self) -> str:
        """The address of the leader's page."""
        return self.pages.address(self.people.leader)


def open_to_all(choose: Callable[[], Emulators], options: RoomOptions, over: Event | None = None) -> int:
    """Serve everybody until Ctrl-C; the emulators are started if need be, and stay up afterwards."""
    checked_host(options.host)
    if not 1 <= options.count <= MOST:
        raise CommandError(f"{options.count} people: give a number from 1 to {MOST}", USAGE)
    options.store.mkdir(parents=True, exist_ok=True)
    endpoints = started(choose().at_most(options.count))
    people = people_of(Home.default().root / "people.json", options.count, options.new_cards)
    progress = Home.default().root / "progress.json"
    with a_room(endpoints, people, options, lambda endpoint: book_of(endpoint).file, progress) as room:
        told = results()
        told.print(f"your page, with everybody's: {room.leader}", markup=False, soft_wrap=True)
        told.print(f"cards to print: {room.leader}sheet/cards", markup=False, soft_wrap=True)
        if options.host != HERE:
            told.print(OPEN.format(host=options.host), markup=False)
        told.print("Ctrl-C closes it; emulators stay up: `make down` stops them", markup=False)
        try:
            (over or Event()).wait()
        except KeyboardInterrupt:
            told.print("")
    return PASSED


def checked_host(host: str) -> None:
    """CommandError for what isn't one address of this machine in a private network."""
    try:
        address = IPv4Address(host)
    except AddressValueError:
        why = f"HOST={host}: give this machine's address in the room, such as 192.168.1.20"
        raise CommandError(why, USAGE) from None
    if address.is_unspecified or not address.is_private:
        raise CommandError(f"HOST={host}: give one address of a private network; others are open to everybody", USAGE)


@contextmanager
def a_room(
    endpoints: Sequence[Endpoint],
    people: People,
    options: RoomOptions,
    book: Callable[[Endpoint], Path],
    progress_file: Path,
) -> Iterator[Room]:
    """Everything is served during the block. Each account is on one of the emulators: the same one each time."""
    progress = Progress(progress_file)
    places = [(endpoint, Turns(_at_once(len(endpoints)))) for endpoint in endpoints]

    def endpoint_of(person: Person) -> Endpoint:
        return shared_out(person.number - 1, endpoints)

    system = system_named(options.system)
    region = system.stack(StackOptions()).scope.region
    ready = Readiness(endpoint_of)
    door_app = Door(endpoint_of, people.everybody, "", ready.make)
    door = PageServer(door_app, options.port + 1 if options.port else 0, options.host)
    door_app.address = door.origin

    def desk_of(person: Person) -> Desk:
        endpoint, turns = shared_out(person.number - 1, places)
        runs = options.store / f"participant-{person.number}"
        place = Place(endpoint, person.account_id, runs, book(endpoint), progress_file)
        return Desk(
            place, system.name, turns=turns, heard=partial(progress.note, person.account_id),
            sheets={"shell": partial(exports, person, door.origin, region)},
        )  # fmt: skip

    desks = {person.token: desk_of(person) for person in people.everybody}
    hall = Hall(desks, people.everybody, progress)
    shown: dict[str, Shown] = {people.leader: hall, **desks}
    try:
        pages = PageServer(PageApplication(shown, secrets.token_hex(4), options.host), options.port, options.host)
    except CommandError:
        door.close()
        raise
    listed = [(person, pages.address(person.token)) for person in people.everybody]
    hall.sheets = {
        "cards": partial(cards, listed, door.origin, region),
        "handout": lambda: as_html(handout(labs().values()), "../sheet.css"),
        "guide": lambda: as_html(guide(labs().values()), "../sheet.css"),
        "handout.pdf": lambda: printed(handout(labs().values())),
        "guide.pdf": lambda: printed(guide(labs().values())),
    }
    for person in people.everybody:
        ready.make(person)
    pages.start()
    door.start()
    try:
        yield Room(hall, pages, door, people)
    finally:
        hall.close()
        pages.stop()
        door.stop()


class Readiness:
    """Has the emulator give each account names of its own, and hold functions to theirs, before anything is done."""

    def __init__(self, endpoint_of: Callable[[Person], Endpoint]) -> None:
        self._endpoint_of, self._lock = endpoint_of, Lock()
        self._told: dict[str, Stopwatch] = {}

    def make(self, person: Person) -> None:
        """Tell it, unless it was told just now; EmulatorError when it doesn't answer."""
        with self._lock:
            told = self._told.get(person.account_id)
            if told is not None and told.elapsed_s < AGAIN_S:
                return
            emulator = Emulator(clients_of(self._endpoint_of(person), person.account_id))
            emulator.call("PUT", "confinement", {"on": True})
            emulator.call("PUT", "lease", {"token": "door", "holder": person.name, "for_s": 0})
            self._told[person.account_id] = Stopwatch()


def _at_once(emulators: int) -> int:
    """How many work at once on one of so many emulators: the machine is busy, and nobody waits for long."""
    return max(2, min(8, 2 * (os.cpu_count() or 1) // emulators))
