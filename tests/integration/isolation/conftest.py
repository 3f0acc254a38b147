"""Accounts that no other test uses, as many as a test needs."""

import zlib
from collections.abc import Callable

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from tests.accounts import apart

Neighbours = Callable[[int], list[Clients]]


@pytest.fixture
def neighbours(endpoint: Endpoint, request: pytest.FixtureRequest) -> Neighbours:
    """Clients of so many accounts of this test's own on one emulator."""
    first = zlib.crc32(request.node.nodeid.encode()) * 10 + 5 * 10**11
    return lambda count: [apart(endpoint, f"{first + number:012d}") for number in range(count)]
