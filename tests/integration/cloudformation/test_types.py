"""Every type that the page lists is created, listed, updated where it is said to be, and deleted."""

import pytest

from tests.integration.cloudformation.looks import LOOKS, Account
from tests.integration.cloudformation.stacks import Stacks, Template
from tests.integration.cloudformation.type_cases import CASES, Case
from tests.integration.lambda_runtime.functions import archive


def template(case: Case, properties: dict[str, object]) -> Template:
    return {"Resources": {**case.beside, "Subject": {"Type": case.type, "Properties": properties}}}


def said(stacks: Stacks) -> list[str]:
    """The reasons that the stack's events have."""
    return [f"{name}: {reason}" for name, _, reason in stacks.events("app") if reason]


@pytest.mark.parametrize("case", CASES, ids=[case.type for case in CASES])
def test_a_type_lives(stacks: Stacks, case: Case) -> None:
    if case.type == "AWS::Lambda::LayerVersion":
        stacks.clients.s3.create_bucket(Bucket="code")
        stacks.clients.s3.put_object(Bucket="code", Key="layer.zip", Body=archive({"python/a.py": "A = 1"}))
    assert stacks.create("app", template(case, case.first)) == "CREATE_COMPLETE", said(stacks)
    subject = stacks.resources("app")["Subject"]
    assert subject["ResourceType"] == case.type
    assert subject["PhysicalResourceId"] not in ("", "unknown", "None")
    if case.second is not None:
        account = Account(
            stacks.clients, {name: one["PhysicalResourceId"] for name, one in stacks.resources("app").items()}
        )
        before = LOOKS[case.type](account)
        assert stacks.update("app", template(case, case.second)) == "UPDATE_COMPLETE", said(stacks)
        statuses = [status for name, status, _ in stacks.events("app") if name == "Subject"]
        assert statuses == ["CREATE_IN_PROGRESS", "CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]
        assert stacks.physical_id("app", "Subject") == subject["PhysicalResourceId"]
        assert LOOKS[case.type](account) != before
    assert stacks.delete("app") == "DELETE_COMPLETE", said(stacks)
