"""Archives that would reach out of their folder, by every way that code comes in; and functions that failed."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from harness.engines.embedded import EmbeddedEngine
from tests.integration.lambda_runtime.functions import Deploy, wait_until

WORDS = "Could not unzip uploaded file. Please check your file, then try to upload again."
OF_A_MACHINE = re.compile(r"/(?:tmp|home|root|var|usr|opt|private|Users|lambda)\b")
"""How paths of machines begin; an absolute name of the archive's own is one, too."""
Ask = Callable[[Any], Any]
FINE = "def handler(event, context): return 'fine'"


def hostile(outside: Path) -> dict[str, bytes]:
    """Archives, by what is wrong with them."""
    link = zipfile.ZipInfo("d")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    return {
        "through a link": packed((link, str(outside)), ("d/pwn", "x")),
        "parent": packed(("../pwn", "x")),
        "absolute": packed((f"{outside}/pwn", "x")),
        "long name": packed(("n" * 300, "x")),
        "no archive": b"PK nothing",
    }


def packed(*entries: tuple[str | zipfile.ZipInfo, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in (("app.py", FINE), *entries):
            file.writestr(name, content)
    return out.getvalue()


def ways(clients: Clients, deploy: Deploy) -> dict[str, Callable[[bytes], Any]]:
    function = deploy(FINE)
    bucket = f"archives-{function.name}"
    clients.s3.create_bucket(Bucket=bucket)

    def from_s3(content: bytes) -> dict[str, str]:
        clients.s3.put_object(Bucket=bucket, Key="code.zip", Body=content)
        return {"S3Bucket": bucket, "S3Key": "code.zip"}

    def create(code: Any) -> Any:
        return clients.lambda_.create_function(
            FunctionName=f"{function.name}-new", Runtime="python3.11", Handler="app.handler", Code=code,
            Role=f"arn:aws:iam::{clients.account_id}:role/r",
        )  # fmt: skip

    def update(code: Any) -> Any:
        return clients.lambda_.update_function_code(FunctionName=function.name, **code)

    def publish(code: Any) -> Any:
        return clients.lambda_.publish_layer_version(LayerName=f"{function.name}-layer", Content=code)

    requests: dict[str, Ask] = {"CreateFunction": create, "UpdateFunctionCode": update, "PublishLayerVersion": publish}
    given: dict[str, Ask] = {"ZipFile": lambda content: {"ZipFile": content}, "S3": from_s3}
    return {
        f"{name} {source}": partial(asked, ask, give)
        for name, ask in requests.items()
        for source, give in given.items()
    }


def asked(ask: Ask, give: Ask, content: bytes) -> Any:
    return ask(give(content))


def test_a_hostile_archive_is_refused_in_aws_s_words_whichever_way_it_comes(
    clients: Clients, engine: EmbeddedEngine, deploy: Deploy, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for way, ask in ways(clients, deploy).items():
        for what, content in hostile(outside).items():
            with pytest.raises(ClientError) as refused:
                ask(content)
            error = refused.value.response["Error"]
            assert (way, what, error["Code"]) == (way, what, "InvalidParameterValueException")
            assert error["Message"].startswith(WORDS)
            assert str(engine.folder) not in error["Message"]
            assert what == "absolute" or not OF_A_MACHINE.search(error["Message"])
    assert list(outside.iterdir()) == []


def test_a_function_that_failed_can_be_deleted_once(clients: Clients, deploy: Deploy) -> None:
    function = deploy.begin(FINE, runtime="java21")
    wait_until(lambda: function.configuration["State"] == "Failed", "its failure")
    clients.lambda_.delete_function(FunctionName=function.name)
    for again in (clients.lambda_.delete_function, clients.lambda_.get_function):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            again(FunctionName=function.name)


def test_a_function_that_failed_can_be_mended(clients: Clients, deploy: Deploy) -> None:
    function = deploy.begin(FINE, runtime="java21")
    wait_until(lambda: function.configuration["State"] == "Failed", "its failure")
    clients.lambda_.update_function_configuration(FunctionName=function.name, Runtime="python3.11")
    wait_until(lambda: function.configuration["LastUpdateStatus"] == "Successful", "the update")
    assert function().payload == "fine"
