"""The fixture that tests of this folder use beside those of all."""

import pytest

from bootstrap.clients import Clients
from tests.integration.cloudformation.stacks import Stacks


@pytest.fixture
def stacks(clients: Clients) -> Stacks:
    """Stacks in the test's account."""
    return Stacks(clients)
