"""`harness workshop` and `harness replay`: an emulator, the page's server, and the address that a browser opens."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from harness.commands import PASSED, USAGE, CommandError
from harness.commands.accounts import checked
from harness.commands.breaking import book_of
from harness.commands.terminal import results, terminal
from harness.engines.engine import Engine
from harness.home import Home
from harness.run.registry import system_named
from harness.run.store import NotARun, Store
from harness.workshop.desk import Desk
from harness.workshop.place import Place
from harness.workshop.recording import Recording
from harness.workshop.server import PageApplication, PageServer, Shown

PORT = 4580
SECRET_BYTES = 18


@dataclass(frozen=True)
class WorkshopOptions:
    """Which system is shown first, in which account, where runs are saved, and where the page is served."""

    system: str
    account_id: str
    store: Path = Path("runs")
    port: int = PORT


def open_workshop(choose: Callable[[], Engine], options: WorkshopOptions, over: Event | None = None) -> int:
    """Serve the page until Ctrl-C; the emulator is started if need be, and stays up afterwards."""
    system = system_named(options.system)
    engine = choose()
    with terminal().status(f"starting the {engine.name} engine"):
        endpoint = engine.start()
    place = Place(
        endpoint,
        checked(options.account_id),
        options.store,
        book_of(endpoint).file,
        Home.default().root / "progress.json",
    )
    desk = Desk(place, system.name)
    desk.open()
    try:
        return _serve({_secret(): desk}, options.port, over)
    finally:
        desk.close()
        results().print("the page is closed; the emulator stays up: `make down` stops it", markup=False)


def replay(folder: Path | None, store: Path, port: int, over: Event | None = None) -> int:
    """Serve a saved run, the last one of the store if none is named, until Ctrl-C; no emulator is needed."""
    found = folder or next(reversed(Store(store).runs()), None)
    if found is None:
        raise CommandError(f"there is no run in {store}: `make scenario` makes one", USAGE)
    try:
        recording = Recording(found)
    except NotARun as error:
        raise CommandError(f"{error}; give the folder of a run that `harness scenario` made", USAGE) from error
    return _serve({_secret(): recording}, port, over)


def _serve(shown: Mapping[str, Shown], port: int, over: Event | None) -> int:
    server = PageServer(PageApplication(shown, secrets.token_hex(4)), port)
    server.start()
    for secret in shown:
        results().print(f"open {server.address(secret)}", markup=False, soft_wrap=True)
    results().print("Ctrl-C closes it", markup=False)
    try:
        (over or Event()).wait()
    except KeyboardInterrupt:
        results().print("")
    finally:
        server.stop()
    return PASSED


def _secret() -> str:
    """The page's secret, kept in the private folder: a browser that is open finds the page again after a restart."""
    home = Home.default().root
    file = home / "workshop-secret"
    try:
        found = file.read_text().strip()
    except FileNotFoundError:
        found = ""
    if len(found) < SECRET_BYTES:
        found = secrets.token_urlsafe(SECRET_BYTES)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as kept:
            kept.write(found)
    return found
