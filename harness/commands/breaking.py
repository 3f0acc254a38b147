"""Breaking a link of a standing system on purpose, and mending what is broken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.breaks.book import Book
from harness.breaks.model import BreakError
from harness.breaks.registry import Choice, choices, chosen
from harness.commands import PASSED, USAGE, CommandError
from harness.commands.accounts import checked, running
from harness.commands.terminal import results
from harness.engines.embedded import PID_FILE, Process
from harness.engines.engine import Engine
from harness.home import Home
from harness.probes.emulator import Emulator, clients_of
from harness.wiring.account import wiring_of

Choose = Callable[[], Engine]


@dataclass(frozen=True)
class BreakOptions:
    """What is to be broken, by the name of a link or a kind, or both as listed; nothing: list what could be."""

    account_id: str
    link: str | None = None


def break_link(choose: Choose, options: BreakOptions) -> int:
    """Break it and say so, or print all that can be broken; nothing that would hold nothing back is broken."""
    clients = _clients(choose, options.account_id)
    if options.link is None:
        _list(clients)
        return PASSED
    place, choice = _find(clients, options.link)
    if choice.way.needs_enforce and Emulator(place).call("GET", "iam")["mode"] != "enforce":
        raise CommandError(f"{choice.label} holds nothing back unless IAM is enforced: add `--iam enforce`", USAGE)
    broken = book_of(place.endpoint).break_it(place, choice)
    results().print(f"broken: {broken.label} in {broken.region}; `harness mend` mends it", markup=False)
    return PASSED


def mend(choose: Choose, account_id: str) -> int:
    """Undo every break of the account, the last first, and say so."""
    clients, told = _clients(choose, account_id), results()
    mended = 0
    for broken in book_of(clients.endpoint).mend(clients):
        told.print(f"mended: {broken.label} in {broken.region}", markup=False)
        mended += 1
    if not mended:
        told.print(f"nothing is broken in account {account_id}", markup=False)
    return PASSED


def book_of(endpoint: Endpoint) -> Book:
    """What is broken in an emulator: beside its data, so that it is forgotten with it, if it is one of this home's."""
    home = Home.default()
    here = (each.engine for each in (home, *home.all_beside()) if _is_of(each.engine, endpoint.port))
    return Book(next(here, home.root) / f"broken-{endpoint.port}.json")


def _is_of(folder: Path, port: int) -> bool:
    """Whether the emulator that this folder is of answers there. One in a container leaves no process to ask."""
    try:
        return Process.load(folder / PID_FILE).port == port
    except FileNotFoundError:
        return folder.is_dir()
    except (OSError, ValueError, TypeError):
        return False


def _clients(choose: Choose, account_id: str) -> Clients:
    endpoint = running(choose)
    if endpoint is None:
        raise CommandError("no emulator is up: start one with `make up`, then apply a stack")
    return clients_of(endpoint, checked(account_id))


def _places(clients: Clients) -> Iterator[Clients]:
    return (clients.in_region(each) for each in Emulator(clients).regions())


def _list(clients: Clients) -> None:
    told = results()
    for place in _places(clients):
        for choice in choices(wiring_of(place)):
            held = " (with IAM enforced)" if choice.way.needs_enforce else ""
            told.print(f"{choice.label}{held}", markup=False, soft_wrap=True)


def _find(clients: Clients, text: str) -> tuple[Clients, Choice]:
    """The region and the choice that the text names; CommandError when no region has it."""
    told = f"account {clients.account_id} holds nothing that could be broken"
    for place in _places(clients):
        try:
            return place, chosen(wiring_of(place), text)
        except BreakError as error:
            told = str(error)
    raise CommandError(told, USAGE)
