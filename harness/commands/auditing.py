"""Printing what accounts hold, and whose it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bootstrap.audit import Audit, audit, tagged
from bootstrap.endpoint import Endpoint
from bootstrap.ownership import Whose
from harness.commands import LEAK, PASSED, UNKNOWN, USAGE, CommandError
from harness.commands.accounts import Account, checked, running
from harness.commands.terminal import print_json
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import Engine
from harness.engines.residue import Footprint
from harness.probes.emulator import clients_of


@dataclass(frozen=True)
class AuditOptions:
    """How is audited. With `empty` it is an error that something of ours is there; else that is only told."""

    every_region: bool = False
    empty: bool = False
    as_json: bool = False


def show_audit(choose: Callable[[], Engine], account_id: str | None, options: AuditOptions) -> int:
    """Print what the accounts hold by owner; UNKNOWN when a kind can't be listed, LEAK when not empty as asked.

    Without an account, all that may hold something. Every region lists all of AWS's rather than those where
    the emulator says that something may be; it takes seconds more, and finds the same.
    """
    endpoint = running(choose)
    if endpoint is None:
        return _nothing_up(choose(), options.as_json)
    seen = [_audited(Account(clients_of(endpoint, each)), options) for each in _ids(endpoint, account_id)]
    if options.as_json:
        print_json({"accounts": [document(each) for each in seen], "left": []})
    return max((_code(each, options.empty) for each in seen), default=PASSED)


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
        account = Account(clients_of(endpoint, each))
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
    default = Account(clients_of(endpoint))
    return sorted({default.clients.account_id, *default.emulator.holdings()})


def document(seen: Audit) -> dict[str, Any]:
    """An account's audit as `--json` prints it."""
    return {
        "account": seen.account_id,
        "regions": list(seen.regions),
        "resources": [
            {"address": existing.address, "type": existing.kind, "owner": whose, "stack": owner.stack or None}
            for whose in Whose
            for existing, owner in seen.of(whose)
        ],
        "unlisted": [{"type": kind, "reason": reason} for kind, reason in seen.unlisted],
    }


def _audited(account: Account, options: AuditOptions) -> Audit:
    regions = account.clients.regions() if options.every_region else account.emulator.regions()
    seen = audit(account.stacks, account.clients, regions)
    if not options.as_json:
        print(seen.text())
    return seen


def _code(seen: Audit, empty: bool) -> int:
    if empty and seen.ours:
        return LEAK
    return PASSED if seen.whole else UNKNOWN


def _nothing_up(engine: Engine, as_json: bool = False) -> int:
    """No emulator, no account; only what an emulator of this home may have left on the machine."""
    left = Footprint.of(engine.folder).left() if isinstance(engine, EmbeddedEngine) else []
    lines = [f"left behind by the {engine.name} engine: {line}" for line in left]
    if as_json:
        print_json({"accounts": [], "left": left})
    else:
        print("\n".join([*lines, "no emulator is up: no account holds anything"]))
    return LEAK if left else PASSED
