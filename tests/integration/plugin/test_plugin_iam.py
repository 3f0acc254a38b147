"""`@pytest.mark.emulator_iam` in a project of its own: what a test's account does with IAM's decisions."""

from tests.integration.plugin.conftest import Project

TESTS = """
import pytest
from botocore.exceptions import ClientError

def asks_as_a_user_without_policies(clients):
    clients.iam.create_user(UserName="nobody")
    keys = clients.iam.create_access_key(UserName="nobody")["AccessKey"]
    sqs = clients.session.client(
        "sqs", clients.region, endpoint_url=clients.endpoint.url,
        aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"],
    )
    try:
        return sqs.list_queues()
    finally:
        sqs.close()

def test_everything_is_allowed_unless_it_is_enforced(emulator_clients):
    asks_as_a_user_without_policies(emulator_clients)

@pytest.mark.emulator_iam("enforce")
def test_what_no_policy_allows_is_refused(emulator_clients):
    with pytest.raises(ClientError, match="user/nobody is not authorized to perform: sqs:ListQueues"):
        asks_as_a_user_without_policies(emulator_clients)

@pytest.mark.emulator_iam("sometimes")
def test_of_no_such_mode(emulator_clients):
    pass
"""


def test_a_marker_sets_what_iam_does_in_a_tests_account(project: Project) -> None:
    answer = project(TESTS)
    assert "2 passed, 1 error" in answer.stdout, answer.stdout
    assert "emulator_iam('sometimes'); give off, observe, enforce" in answer.stdout
