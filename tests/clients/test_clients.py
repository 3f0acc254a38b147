"""Each tool deploys a system, which is called, changed and removed again: `make test-clients`."""

import json
from collections.abc import Callable
from urllib.request import urlopen

from bootstrap.clients import Clients
from tests.clients.conftest import Tools

TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: lambda.amazonaws.com}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: by-the-cli
      Runtime: python3.11
      Handler: app.handler
      Role: !GetAtt Role.Arn
      Code: src
"""
SAM = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: by-sam
      Runtime: python3.11
      Handler: app.handler
      CodeUri: src
      Events:
        Asked: {Type: HttpApi, Properties: {Path: /asked, Method: GET}}
Outputs:
  Url: {Value: !Sub 'https://${ServerlessHttpApi}.execute-api.${AWS::Region}.amazonaws.com/asked'}
"""
HANDLER = "def handler(event, context):\n    return '{}'\n"
CHALICE = "from chalice import Chalice\n\napp = Chalice(app_name='by-chalice')\n\n\n@app.route('/')\ndef index():\n"
CONFIG = {"version": "2.0", "app_name": "by-chalice", "stages": {"dev": {"api_gateway_stage": "api"}}}


def stacks(clients: Clients) -> list[str]:
    """The stacks that are there."""
    cloudformation = clients.client("cloudformation")
    return [one["StackName"] for one in cloudformation.describe_stacks()["Stacks"]]


def functions(clients: Clients) -> list[str]:
    """The functions that are there."""
    return [one["FunctionName"] for one in clients.lambda_.list_functions()["Functions"]]


def test_the_aws_cli(tools: Tools, clients: Clients) -> None:
    tools("aws", "s3", "mb", "s3://packages-of-the-cli")
    tools.write("template.yaml", TEMPLATE)
    for said in ("first", "second"):
        tools.write("src/app.py", HANDLER.format(said))
        tools(
            "aws", "cloudformation", "package", "--template-file", "template.yaml", "--s3-bucket",
            "packages-of-the-cli", "--output-template-file", "packaged.yaml",
        )  # fmt: skip
        tools(
            "aws", "cloudformation", "deploy", "--template-file", "packaged.yaml", "--stack-name", "cli",
            "--capabilities", "CAPABILITY_IAM",
        )  # fmt: skip
        tools("aws", "lambda", "invoke", "--function-name", "by-the-cli", "answer.json")
        assert json.loads((tools.folder / "answer.json").read_text()) == said
    tools("aws", "cloudformation", "delete-stack", "--stack-name", "cli")
    tools("aws", "cloudformation", "wait", "stack-delete-complete", "--stack-name", "cli")
    assert (stacks(clients), functions(clients)) == ([], [])
    tools("aws", "s3", "rb", "--force", "s3://packages-of-the-cli")


def test_sam(tools: Tools, clients: Clients, invoked: Callable[[str], str]) -> None:
    clients.s3.create_bucket(Bucket="packages-of-sam")
    tools.write("template.yaml", SAM)
    for said in ("first", "second"):
        tools.write("src/app.py", HANDLER.format(said))
        tools(
            "sam", "deploy", "--stack-name", "sam", "--s3-bucket", "packages-of-sam", "--capabilities",
            "CAPABILITY_IAM", "--no-confirm-changeset", "--region", clients.region,
        )  # fmt: skip
        assert json.loads(invoked("by-sam")) == said
        (described,) = clients.client("cloudformation").describe_stacks(StackName="sam")["Stacks"]
        with urlopen(described["Outputs"][0]["OutputValue"], timeout=20) as answer:
            assert answer.read().decode() == said
    tools("sam", "delete", "--stack-name", "sam", "--no-prompts", "--region", clients.region)
    assert (stacks(clients), functions(clients)) == ([], [])


def test_chalice(tools: Tools, clients: Clients) -> None:
    tools.write(".chalice/config.json", json.dumps(CONFIG))
    tools.write("requirements.txt", "")
    for said in ("first", "second"):
        tools.write("app.py", f"{CHALICE}    return {{'said': '{said}'}}\n")
        printed = tools("chalice", "deploy")
        url = next(line.split("URL: ")[1] for line in printed.splitlines() if "URL: " in line)
        api = url.split("//")[1].split(".")[0]
        with urlopen(f"{clients.endpoint.url}/_aws/execute-api/{api}/api/", timeout=20) as answer:
            assert json.load(answer) == {"said": said}
    tools("chalice", "delete")
    assert functions(clients) == []
    assert clients.apigateway.get_rest_apis()["items"] == []
