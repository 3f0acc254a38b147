"""Printing what accounts hold, and whose it is."""

from collections.abc import Iterable
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


@dataclass(frozen=True)
class Standing:
    """The emulators that are up, and a line for each thing that others of this home have left on the machine."""

    up: tuple[Endpoint, ...]
    left: tuple[str, ...]

    @classmethod
    def of(cls, engines: Iterable[Engine]) -> "Standing":
        """As it is now."""
        up: list[Endpoint] = []
        left: list[str] = []
        for engine in engines:
            endpoint = running(lambda engine=engine: engine)  # type: ignore[misc]
            if endpoint is not None:
                up.append(endpoint)
            elif isinstance(engine, EmbeddedEngine):
                left += Footprint.of(engine.folder).left()
        return cls(tuple(up), tuple(left))

    def name(self, endpoint: Endpoint) -> None:
        """Say which emulator it is that follows, where there are several."""
        if len(self.up) > 1:
            print(f"the emulator at {endpoint.url}")

    def told(self) -> int:
        """Say what is left, and that no account holds anything where none is up. LEAK when something is left."""
        lines = [f"left behind by the embedded engine: {line}" for line in self.left]
        if not self.up:
            lines.append("no emulator is up: no account holds anything")
        for line in lines:
            print(line)
        return LEAK if self.left else PASSED


def show_audit(engines: Iterable[Engine], account_id: str | None, options: AuditOptions) -> int:
    """Print what the accounts hold by owner; UNKNOWN when a kind can't be listed, LEAK when not empty as asked.

    Of all emulators that are up; without an account, all that may hold something. Every region lists all of AWS's
    rather than those where the emulator says that something may be; it takes seconds more, and finds the same.
    """
    standing = Standing.of(engines)
    seen: list[tuple[Endpoint, Audit]] = []
    for endpoint in standing.up:
        if not options.as_json:
            standing.name(endpoint)
        seen += [
            (endpoint, _audited(Account(clients_of(endpoint, each)), options)) for each in _ids(endpoint, account_id)
        ]
    if options.as_json:
        print_json({"accounts": [document(*each) for each in seen], "left": list(standing.left)})
    code = (LEAK if standing.left else PASSED) if options.as_json else standing.told()
    return max([code, *(_code(each, options.empty) for _, each in seen)])


def show_tagged(engines: Iterable[Engine], account_id: str | None, tag: str) -> int:
    """Print the address of everything that carries the tag, `Key` or `Key=Value`, and how many they are."""
    key, _, value = tag.partition("=")
    if not key:
        raise CommandError(f"{tag!r} is no tag; give Key or Key=Value, such as Owner=me", USAGE)
    standing = Standing.of(engines)
    if not standing.up:
        return standing.told()
    carriers = failed = 0
    for endpoint in standing.up:
        standing.name(endpoint)
        for each in _ids(endpoint, account_id):
            account = Account(clients_of(endpoint, each))
            listing = tagged(account.clients, account.emulator.regions(), key, value if "=" in tag else None)
            carriers += len(listing.existing)
            failed += len(listing.failed)
            for carrier in listing.existing:
                print(f"{each}  {carrier.address}")
            for kind, reason in listing.failed:
                print(f"! {kind} {reason}")
    print(f"{carriers} found with the tag {tag}")
    return UNKNOWN if failed else PASSED


def _ids(endpoint: Endpoint, account_id: str | None) -> list[str]:
    if account_id is not None:
        return [checked(account_id)]
    default = Account(clients_of(endpoint))
    return sorted({default.clients.account_id, *default.emulator.holdings()})


def document(endpoint: Endpoint, seen: Audit) -> dict[str, Any]:
    """An account's audit as `--json` prints it."""
    return {
        "endpoint": endpoint.url,
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
