"""A large layer is unpacked once for the same bytes; each version of it lives and goes by itself all the same."""

import random
import uuid

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
