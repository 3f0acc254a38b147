"""The fixture that tests of this folder use beside those of all."""

import pytest

from bootstrap.clients import Clients
from tests.integration.lambda_runtime.functions import Deploy


@pytest.fixture
def deploy(clients: Clients) -> Deploy:
    """Deploys into the test's account."""
    return Deploy(clients)
