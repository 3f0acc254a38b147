"""The same bytes are stored and unpacked once; each function and layer that has them lives and goes by itself."""

import random
import uuid
from io import BytesIO
from zipfile import ZipFile

import pytest
import urllib3

from bootstrap.clients import Clients
from bootstrap.packaging.archive import zipped
from tests.integration.lambda_runtime.functions import Deploy

SOURCE = """
import shared
def handler(event, context):
    try:
        open(shared.__file__, "a")
    except OSError:
        return shared.FROM
    return "writable"
"""
LARGE = random.Random(5).randbytes(2_000_000)


def publish(clients: Clients, text: str) -> str:
    """A version of a new layer with this text in its module, and much else."""
    data = zipped([("python/shared.py", f"FROM = {text!r}\n".encode()), ("data", LARGE)])
    name = f"large-{uuid.uuid4().hex[:12]}"
    return clients.lambda_.publish_layer_version(LayerName=name, Content={"ZipFile": data})["LayerVersionArn"]


def remove(clients: Clients, arn: str) -> None:
    name, version = arn.split(":")[-2:]
    clients.lambda_.delete_layer_version(LayerName=name, VersionNumber=int(version))


def test_the_same_large_layer_under_several_names(deploy: Deploy) -> None:
    first, second, other = (publish(deploy.clients, text) for text in ("same", "same", "other"))
    functions = [deploy(SOURCE, Layers=[layer]) for layer in (first, second, other)]
    remove(deploy.clients, first)
    functions.append(deploy(SOURCE, Layers=[second]))
    remove(deploy.clients, second)
    functions.append(deploy(SOURCE, Layers=[publish(deploy.clients, "same")]))
    assert [function().payload for function in functions] == ["same", "same", "other", "same", "same"]


def downloaded(link: str) -> list[str]:
    """The names in the archive behind a link to code."""
    answer = urllib3.request("GET", link)
    assert answer.status == 200, answer.data
    return ZipFile(BytesIO(answer.data)).namelist()


@pytest.mark.parametrize("size", [10, 2_000_000])
def test_the_same_code_stays_until_its_last_user_goes(deploy: Deploy, size: int) -> None:
    data = zipped([("app.py", b"def handler(event, context): return event"), ("data", LARGE[:size])])
    function, other = deploy(SOURCE), deploy(SOURCE)
    awslambda = deploy.clients.lambda_
    for each in (function, other):
        awslambda.update_function_code(FunctionName=each.name, ZipFile=data)
    versions = [awslambda.publish_version(FunctionName=function.name)["Version"] for _ in range(2)]
    awslambda.delete_function(FunctionName=other.name)
    awslambda.update_function_code(FunctionName=function.name, ZipFile=zipped([("app.py", b"handler = None")]))
    for version in versions:
        named = awslambda.get_function(FunctionName=function.name, Qualifier=version)
        assert downloaded(named["Code"]["Location"]) == ["app.py", "data"]
        assert function(7, Qualifier=version).payload == 7
    awslambda.delete_function(FunctionName=function.name)
    fresh = deploy(SOURCE)
    awslambda.update_function_code(FunctionName=fresh.name, ZipFile=data)
    assert downloaded(awslambda.get_function(FunctionName=fresh.name)["Code"]["Location"]) == ["app.py", "data"]
