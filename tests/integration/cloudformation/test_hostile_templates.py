"""YAML that would fill the emulator's memory is refused by name, wherever it is sent."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.cloudformation.resources import QUEUE
from tests.integration.cloudformation.stacks import Stacks

DEEP = "Resources: " + "[" * 5000 + "]" * 5000


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join([*lines, "Resources: {}"])


CALLS: dict[str, Callable[[Stacks, str], Any]] = {
    "CreateStack": lambda stacks, text: stacks.client.create_stack(StackName="s", TemplateBody=text),
    "CreateChangeSet": lambda stacks, text: stacks.client.create_change_set(
        StackName="s", ChangeSetName="c", ChangeSetType="CREATE", TemplateBody=text
    ),
    "UpdateStack": lambda stacks, text: stacks.client.update_stack(StackName="there", TemplateBody=text),
    "ValidateTemplate": lambda stacks, text: stacks.client.validate_template(TemplateBody=text),
    "GetTemplateSummary": lambda stacks, text: stacks.client.get_template_summary(TemplateBody=text),
}


OTHERS: dict[str, Callable[[Clients, str], Any]] = {
    "ImportRestApi": lambda clients, text: clients.apigateway.import_rest_api(body=text.encode()),
    "PutRestApi": lambda clients, text: clients.apigateway.put_rest_api(
        restApiId=clients.apigateway.create_rest_api(name="a")["id"], body=text.encode()
    ),
    "ImportDocumentationParts": lambda clients, text: clients.apigateway.import_documentation_parts(
        restApiId=clients.apigateway.create_rest_api(name="a")["id"], body=text.encode()
    ),
    "CreateDocument": lambda clients, text: clients.client("ssm").create_document(
        Name="document", Content=text, DocumentFormat="YAML", DocumentType="Command"
    ),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_templates_that_say_billions_of_values(stacks: Stacks, call: Callable[[Stacks, str], Any]) -> None:
    stacks.create("there", {"Resources": {"Queue": QUEUE}})
    for text, reason in ((bomb(60), "aliases make more than 500000 values"), (DEEP, "nested too deeply")):
        with pytest.raises(ClientError, match=reason) as refused:
            call(stacks, text)
        assert refused.value.response["Error"]["Code"] == "ValidationError"


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_templates_that_are_no_yaml(stacks: Stacks, call: Callable[[Stacks, str], Any]) -> None:
    stacks.create("there", {"Resources": {"Queue": QUEUE}})
    with pytest.raises(ClientError, match=r"(?s)^[^(]*\(ValidationError\).* not well-formed\. \(.*line 2, column 1"):
        call(stacks, "Resources: [\n")


def test_a_template_at_an_address_is_bounded_too(stacks: Stacks) -> None:
    stacks.clients.s3.create_bucket(Bucket="bombs")
    stacks.clients.s3.put_object(Bucket="bombs", Key="t.yaml", Body=bomb(60).encode())
    url = f"{stacks.clients.endpoint.url}/bombs/t.yaml"
    for call in (stacks.client.validate_template, stacks.client.get_template_summary):
        with pytest.raises(ClientError, match="aliases make more than"):
            call(TemplateURL=url)


@pytest.mark.parametrize(
    ("text", "reason"), [(bomb(60), "aliases"), (DEEP, "nested too deeply"), ("a: [", "JSON nor YAML|not valid")]
)
@pytest.mark.parametrize("call", OTHERS.values(), ids=OTHERS)
def test_other_services_that_read_yaml_are_bounded_too(
    stacks: Stacks, call: Callable[[Clients, str], Any], text: str, reason: str
) -> None:
    with pytest.raises(ClientError, match=reason) as refused:
        call(stacks.clients, text)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
