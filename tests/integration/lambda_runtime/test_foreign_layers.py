"""A layer of another account is taken where that account has published it here; any other is refused by name."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.lambda_runtime.functions import Deploy

POWERTOOLS = "arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python311-x86_64:7"
SOURCE = "def handler(event, context):\n    import mine\n    return mine.VALUE\n"
TEMPLATE = f"""
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.11
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/r
      Code: {{ZipFile: "def handler(event, context): pass"}}
      Layers: [!Sub '{POWERTOOLS.replace("us-east-1", "${AWS::Region}")}']
"""


def refusal(error: ClientError) -> str:
    assert error.response["Error"]["Code"] == "NotImplemented"
    return error.response["Error"]["Message"]


def test_it_is_refused_when_a_function_is_made_or_changed(clients: Clients, deploy: Deploy) -> None:
    with pytest.raises(ClientError) as made:
        deploy(SOURCE, Layers=[POWERTOOLS])
    assert f"The layer {POWERTOOLS} is another account's" in refusal(made.value)
    assert clients.lambda_.list_functions()["Functions"] == []
    function = deploy(SOURCE)
    with pytest.raises(ClientError) as changed:
        clients.lambda_.update_function_configuration(FunctionName=function.name, Layers=[POWERTOOLS])
    assert "aws-lambda-powertools[all]" in refusal(changed.value)
    assert "Layers" not in function.configuration


def test_another_account_s_is_taken_where_it_is(clients: Clients, deploy: Deploy) -> None:
    other = Clients(clients.endpoint, account_id=str(int(clients.account_id) ^ 1).zfill(12))
    layer = Deploy(other).layer({"python/mine.py": "VALUE = 5\n"})
    assert deploy(SOURCE, Layers=[layer])().payload == 5


def test_a_stack_with_it_fails_by_name(clients: Clients, deploy: Deploy) -> None:
    stacks: Any = clients.session.client(
        "cloudformation", endpoint_url=clients.endpoint.url, region_name=clients.region, config=clients.config
    )
    stack = stacks.create_stack(StackName="layered", TemplateBody=TEMPLATE)["StackId"]
    with pytest.raises(Exception, match="Waiter StackCreateComplete failed"):
        stacks.get_waiter("stack_create_complete").wait(
            StackName="layered", WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
    said = [one.get("ResourceStatusReason", "") for one in stacks.describe_stack_events(StackName=stack)["StackEvents"]]
    assert any(f"The layer {POWERTOOLS} is another account's" in text for text in said)
