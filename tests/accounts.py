"""Accounts of tests, as runs have theirs."""

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.probes.emulator import Emulator


def apart(endpoint: Endpoint, account_id: str) -> Clients:
    """Clients of an account as a run has it that leases one: with names of buckets of its own."""
    clients = Clients(endpoint, account_id=account_id)
    Emulator(clients).call("PUT", "lease", {"token": "test", "holder": "a test", "for_s": 0})
    return clients
