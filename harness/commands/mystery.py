"""A mystery: something is broken by a seed, and who plays finds out what, with hints, against the time."""

from collections.abc import Callable
from dataclasses import dataclass

from bootstrap.clients import Clients
from harness.breaks.mystery import Mysteries, Mystery, chosen_by, findable, mystery_of
from harness.breaks.registry import Choice
from harness.commands import FAILED, PASSED, USAGE, CommandError
from harness.commands.accounts import checked, running
from harness.commands.breaking import book_of
from harness.commands.terminal import results
from harness.engines.engine import Engine
from harness.probes.emulator import Emulator, clients_of
from harness.run.clock import utc_now
from harness.wiring.account import wiring_of


@dataclass(frozen=True)
class MysteryOptions:
    """A seed begins one; without it a hint, the solution, or a guess is about the one that goes on."""

    account_id: str
    seed: int | None = None
    hint: bool = False
    solution: bool = False
    guess: str | None = None


def play(choose: Callable[[], Engine], options: MysteryOptions) -> int:
    """Begin, hint, guess or give up; FAILED for a wrong guess."""
    endpoint = running(choose)
    if endpoint is None:
        raise CommandError("no emulator is up: start one with `make up`, then apply a stack")
    clients = clients_of(endpoint, checked(options.account_id))
    file = book_of(endpoint).file
    mysteries = Mysteries(file.with_name(f"mystery-{endpoint.port}.json"))
    if options.seed is not None:
        return _begin(clients, mysteries, options.seed)
    going_on = mysteries.of(clients.account_id)
    if going_on is None:
        raise CommandError("no mystery goes on here: `harness mystery 7` begins one, with any number", USAGE)
    if options.hint:
        after, hint = going_on.hint()
        mysteries.keep(after)
        results().print(f"hint {after.given} of {len(after.hints)}: {hint}", markup=False)
        return PASSED
    if options.solution:
        return _end(clients, mysteries, going_on, "given up")
    if options.guess is not None and going_on.is_found(options.guess):
        return _end(clients, mysteries, going_on, "found")
    if options.guess is not None:
        results().print(f"{options.guess}: no, that isn't it", markup=False)
        return FAILED
    results().print(
        f"mystery {going_on.seed} goes on since {_since(going_on)}: send an event in, and diagnose; "
        "--hint, --guess LINK, --solution",
        markup=False,
    )
    return PASSED


def _begin(clients: Clients, mysteries: Mysteries, seed: int) -> int:
    if mysteries.of(clients.account_id) is not None:
        raise CommandError("a mystery goes on already: --guess LINK, or --solution ends it", USAGE)
    if any(each.account_id == clients.account_id for each in book_of(clients.endpoint).broken()):
        raise CommandError("something is broken already: `harness mend` first", USAGE)
    place, choice = _chosen(clients, seed)
    book_of(clients.endpoint).break_it(place, choice)
    mysteries.keep(mystery_of(seed, choice, clients.account_id, utc_now().timestamp()))
    results().print(
        f"mystery {seed} begins: something in account {clients.account_id} is broken. Send an event in, diagnose, "
        "and name the link: `harness mystery --guess LINK`; `--hint` helps",
        markup=False,
    )
    return PASSED


def _chosen(clients: Clients, seed: int) -> tuple[Clients, Choice]:
    """The break of that seed over all that stands in the account, with the region that it is in."""
    enforced = Emulator(clients).call("GET", "iam")["mode"] == "enforce"
    places = {region: clients.in_region(region) for region in sorted(Emulator(clients).regions())}
    every = [(region, choice) for region, place in places.items() for choice in findable(wiring_of(place))]
    choice = chosen_by(seed, [each for _, each in every], enforced)
    return next(places[region] for region, each in every if each is choice), choice


def _end(clients: Clients, mysteries: Mysteries, mystery: Mystery, how: str) -> int:
    told = results()
    told.print(f"{how} after {_since(mystery)}, with {mystery.given} hints: {mystery.label}", markup=False)
    told.print(f"what was done: {mystery.text}", markup=False)
    for broken in book_of(clients.endpoint).mend(clients):
        told.print(f"mended: {broken.label}", markup=False)
    mysteries.forget(clients.account_id)
    return PASSED


def _since(mystery: Mystery) -> str:
    seconds = max(0, int(utc_now().timestamp() - mystery.began_s))
    return f"{seconds // 60} min {seconds % 60} s"
