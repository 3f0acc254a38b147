"""Printing what accounts hold, and whose it is."""

from collections.abc import Callable

from bootstrap.audit import audit, tagged
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.commands import LEAK, PASSED, UNKNOWN, USAGE, CommandError
from harness.commands.accounts import Account, checked, running
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import Engine
from harness.engines.residue import Footprint


def show_audit(choose: Callable[[], Engine], account_id: str | None, every_region: bool) -> int:
    """Print what the accounts hold by owner; LEAK when something is ours, UNKNOWN when a kind can't be listed.

    Without an account, all that may hold something. `every_region` lists every region of AWS rather than those where
    the emulator says that something may be; it takes seconds more, and finds the same.
    """
    endpoint = running(choose)
    if endpoint is None:
        return _nothing_up(choose())
    codes = [_audited(Account(Clients(endpoint, account_id=each)), every_region) for each in _ids(endpoint, account_id)]
    return max(codes, default=PASSED)


def show_tagged(choose: Callable[[], Engine], account_id: str | None, tag: str) -> int:
    """Print the address of everything that carries the tag, `Key` or `Key=Value`, and how many they are."""
    key, _, value = tag.partition("=")
    if not key:
        raise CommandError(f"{tag!r} is no tag; give Key or Key=Value, such as Owner=me", USAGE)
    endpoint = running(choose)
    if endpoint is None:
        return _nothing_up(choose())
    carriers = failed = 0
    for each in _ids(endpoint, account_id):
        account = Account(Clients(endpoint, account_id=each))
        listing = tagged(account.clients, account.emulator.regions(), key, value if "=" in tag else None)
        carriers += len(listing.existing)
        failed += len(listing.failed)
        for found in listing.existing:
            print(f"{each}  {found.address}")
        for kind, reason in listing.failed:
            print(f"! {kind} {reason}")
    print(f"{carriers} found with the tag {tag}")
    return UNKNOWN if failed else PASSED


def _ids(endpoint: Endpoint, account_id: str | None) -> list[str]:
    if account_id is not None:
        return [checked(account_id)]
    default = Account(Clients(endpoint))
    return sorted({default.clients.account_id, *default.emulator.holdings()})


def _audited(account: Account, every_region: bool) -> int:
    regions = account.clients.regions() if every_region else account.emulator.regions()
    seen = audit(account.stacks, account.clients, regions)
    print(seen.text())
    if seen.ours:
        return LEAK
    return PASSED if seen.whole else UNKNOWN


def _nothing_up(engine: Engine) -> int:
    """No emulator, no account; only what an emulator of this home may have left on the machine."""
    left = Footprint.of(engine.folder).left() if isinstance(engine, EmbeddedEngine) else []
    lines = [f"left behind by the {engine.name} engine: {line}" for line in left]
    print("\n".join([*lines, "no emulator is up: no account holds anything"]))
    return LEAK if left else PASSED
