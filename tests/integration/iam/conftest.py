"""The fixtures of this folder: IAM of the test's account, and functions in it."""

import pytest

from bootstrap.clients import Clients
from tests.integration.iam.callers import Iam
from tests.integration.lambda_runtime.functions import Deploy


@pytest.fixture
def iam(clients: Clients) -> Iam:
    """IAM of the test's account."""
    return Iam(clients)


@pytest.fixture
def deploy(clients: Clients) -> Deploy:
    """Deploys into the test's account."""
    return Deploy(clients)
