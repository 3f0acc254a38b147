"""An update that the emulator can't carry out fails by name, and what was stays."""

from tests.integration.cloudformation.resources import EMPTY_ROLE, FUNCTION, PASSING, ROLE, ref
from tests.integration.cloudformation.stacks import Stacks, Template


def test_a_property_that_can_not_be_changed_is_named(stacks: Stacks) -> None:
    def table(**more: object) -> Template:
        properties = {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            **more,
        }
        return {"Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": properties}}}

    assert stacks.create("app", table()) == "CREATE_COMPLETE"
    assert stacks.update("app", table(DeletionProtectionEnabled=True)) == "UPDATE_ROLLBACK_COMPLETE"
    (reason,) = [reason for _, status, reason in stacks.events("app") if status == "UPDATE_FAILED"]
    assert "This emulator can't change DeletionProtectionEnabled of AWS::DynamoDB::Table in place" in reason
    assert stacks.resources("app")["Table"]["ResourceStatus"] == "CREATE_COMPLETE"


def test_a_role_keeps_the_policies_that_others_put_on_it(stacks: Stacks) -> None:
    policy = {
        "Type": "AWS::IAM::Policy",
        "Properties": {"PolicyName": "others", "PolicyDocument": PASSING, "Roles": [ref("Role")]},
    }

    def stack(**more: object) -> Template:
        role = {**ROLE, "Properties": {**EMPTY_ROLE, **more}}
        return {"Resources": {"Role": role, "Policy": policy, "Function": FUNCTION}}

    own = {"PolicyName": "own", "PolicyDocument": PASSING}
    assert stacks.create("app", stack(Policies=[own])) == "CREATE_COMPLETE"
    role = stacks.physical_id("app", "Role")
    assert stacks.update("app", stack(Policies=[{**own, "PolicyName": "new"}])) == "UPDATE_COMPLETE"
    assert sorted(stacks.clients.iam.list_role_policies(RoleName=role)["PolicyNames"]) == ["new", "others"]
    assert stacks.delete("app") == "DELETE_COMPLETE", stacks.events("app")
