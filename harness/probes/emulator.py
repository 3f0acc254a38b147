"""The emulator's own endpoints under `/_harness/`: CloudWatch's clock, what is in progress, what was touched."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.errors import HarnessError
from bootstrap.model.scope import DEFAULT_ACCOUNT
from bootstrap.packaging.layers import Interpreter
from bootstrap.registry import handlers, is_built_in
from bootstrap.survey import service_of
from harness.probes.kept import ask

TIMEOUT_S = 60.0
OK = 200


class EmulatorError(HarnessError):
    """An endpoint of the emulator didn't answer as documented. The message says which and what came."""


class FaultsRefused(EmulatorError):
    """The emulator doesn't take a profile of faults. The message says what of it."""


@dataclass(frozen=True)
class Emulator:
    """The endpoints for one account. `call` makes any request; the methods below it are what several callers need."""

    clients: Clients

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, **query: str | list[str]
    ) -> dict[str, Any]:
        """One JSON request for this account; EmulatorError when it isn't answered with JSON and 200."""
        parameters = urlencode({"account": self.clients.account_id, "region": self.clients.region, **query}, doseq=True)
        url = f"{self.clients.endpoint.url}/_harness/{path}?{parameters}"
        data = None if body is None else json.dumps(body).encode()
        try:
            status, text = ask(method, url, data, TIMEOUT_S)
            if status != OK:
                raise EmulatorError(f"{method} {url} answered {status}: {text[:300]!r}")
            return cast(dict[str, Any], json.loads(text))
        except (OSError, ValueError) as error:
            raise EmulatorError(f"{method} {url}: {error}; is the emulator still up? `make status`") from error

    def quiet(self, own_functions: Iterable[str] = ()) -> bool:
        """True when nothing in progress, queued or on its way can cause anything more, in any region of the account.

        A running function among `own_functions` doesn't count as long as it only waits: asks the same again and again.
        """
        return not self.busy(own_functions)

    def busy(self, own_functions: Iterable[str] = (), within: Iterable[str] = ()) -> list[str]:
        """What keeps the account from being `quiet`, in words; with names in `within`, only what bears one counts."""
        answer = self.call("POST", "activity", {"own": list(own_functions), "within": list(within)}, region="")
        return list(answer["busy"])

    def interpreter(self, runtime: str) -> Interpreter:
        """What runs functions of that runtime: layers with compiled code are built for it."""
        answer = self.call("GET", "runtimes", runtime=runtime)
        return Interpreter(answer["version"], answer["system"], answer["machine"], self.interpreter)

    def holdings(self) -> dict[str, list[str]]:
        """Every account that may hold something, with the regions in which; nowhere else is anything."""
        return {account: list(regions) for account, regions in self.call("GET", "holdings")["accounts"].items()}

    def regions(self) -> list[str]:
        """The regions in which the account may hold something."""
        return self.holdings().get(self.clients.account_id, [])

    def unused(self) -> frozenset[str]:
        """The services of this project's kinds that hold nothing of the account, in any region."""
        used = self.call("GET", "services")["services"]
        return frozenset(service_of(kind) for kind in handlers() if is_built_in(kind)).difference(used)

    def divergences(self, since: int = 0) -> list[dict[str, str]]:
        """The divergences from AWS that this account touched since that `mark`: `id` of the register, and a detail."""
        return list(self.call("GET", "divergences", since=str(since))["divergences"])

    def feed(self, since: int = 0, for_s: float = 120.0) -> dict[str, Any]:
        """What happened in the account after that number: `happenings`, `last`, `not_kept`; kept on for so long."""
        return self.call("GET", "feed", since=str(since), for_s=f"{for_s:g}")

    def next_of_feed(self, since: int, configured: int, wait_s: float) -> dict[str, Any]:
        """The same, as soon as something happened after that number, or what stands was `configured` once more.

        After `wait_s` it comes all the same. Beside it: `clock`, and the region's `queues`.
        """
        return self.call("GET", "feed", since=str(since), configured=str(configured), wait_s=f"{wait_s:g}")

    def mark(self) -> int:
        """Where the register of divergences stands; what is touched from now on comes after it."""
        return int(self.call("GET", "divergences")["mark"])

    def usage(self) -> dict[str, list[dict[str, Any]]]:
        """`requests` that the account was asked since the emulator started, and what is `stored` in it now."""
        return cast(dict[str, list[dict[str, Any]]], self.call("GET", "usage"))

    def iam(self, mode: str | None) -> None:
        """Set the account's mode of IAM: off, observe or enforce; None is the emulator's default."""
        self.call("PUT", "iam", {"mode": mode})

    @contextmanager
    def enforced_iam(self) -> Iterator[None]:
        """While the block runs, IAM is enforced in the account; then its mode is as it was."""
        told = self.call("GET", "iam")
        self.iam("enforce")
        try:
            yield
        finally:
            self.iam(None if told["mode"] == told["default"] else told["mode"])

    def ask_for_faults(self, profile: Mapping[str, Any]) -> None:
        """Put the account under a profile of faults (docs/faults.md) from now on; FaultsRefused says what is wrong."""
        try:
            self.call("PUT", "faults", dict(profile))
        except EmulatorError as error:
            raise FaultsRefused(str(error)) from error

    def end_faults(self) -> dict[str, Any]:
        """No more faults: what was held goes on. The profile there was, and what it `injected`."""
        return self.call("DELETE", "faults")

    def take_turn(self, seen: int | None) -> int:
        """Let what faults hold back go on by one turn, if nothing goes on nor has since the count of changes `seen`.

        The count of now, for the next call.
        """
        return int(self.call("POST", "faults/step", {"seen": seen})["changes"])

    def take_turns(self, for_s: float) -> bool:
        """Take turns until nothing goes on and nothing is held back, or the seconds are over; whether all is done."""
        told = self.call("POST", "faults/step", {"for_s": for_s})
        return not told["going_on"] and not told["held"]

    def now_s(self) -> float:
        """Epoch seconds of CloudWatch's time."""
        return float(self.call("GET", "clock")["now_s"])

    def step(self) -> None:
        """Let CloudWatch's time stand still from now on."""
        self.call("PUT", "clock", {"mode": "stepped"})

    def advance_to_next_evaluation(self) -> None:
        """Go to the next moment at which an alarm is evaluated, and evaluate it."""
        self.call("POST", "clock/advance", {"to": "next-evaluation"})

    def advance(self, by_s: float) -> None:
        """Go on by so many seconds, with every evaluation that becomes due on the way."""
        self.call("POST", "clock/advance", {"by_s": by_s})

    def release(self) -> None:
        """Give CloudWatch's clock back to the wall."""
        self.call("PUT", "clock", {"mode": "real"})

    def forget(self, namespaces: Iterable[str], alarms: Iterable[str]) -> None:
        """Remove the datapoints of these namespaces and the history of these alarms, which must be gone.

        No run may find an earlier one's datapoints in its windows, or its transitions in its history.
        """
        for namespace in namespaces:
            self.call("DELETE", "metrics", namespace=namespace)
        for alarm in alarms:
            self.call("DELETE", "alarm-history", alarm=alarm)


def clients_of(endpoint: Endpoint, account_id: str = DEFAULT_ACCOUNT, region: str = "us-east-1") -> Clients:
    """Clients whose listings leave out what holds nothing: a first inventory loads no service to find it empty."""
    return Clients(endpoint, region, account_id, Emulator(Clients(endpoint, region, account_id)).unused)
