"""Layers at /opt."""

import random

import pytest
from botocore.exceptions import ClientError

from harness.engines.embedded import EmbeddedEngine
from tests.integration.emulator_files import kept_open
from tests.integration.lambda_runtime.functions import Deploy

SOURCE = "import shared, {0}\ndef handler(event, context): return [shared.FROM, {0}.FROM]"


def test_later_layers_win_and_both_search_folders_count(deploy: Deploy) -> None:
    first = deploy.layer({"python/shared.py": "FROM = 1", "python/one.py": "FROM = 'python'"})
    second = deploy.layer(
        {"python/shared.py": "FROM = 2", "python/lib/python3.11/site-packages/one.py": "FROM = 'site-packages'"}
    )
    assert deploy(SOURCE.format("one"), Layers=[first, second])().payload == [2, "site-packages"]
    assert deploy(SOURCE.format("one"), Layers=[second, first])().payload == [1, "site-packages"]


def test_the_function_s_own_code_comes_before_its_layers(deploy: Deploy) -> None:
    layer = deploy.layer({"python/shared.py": "FROM = 'layer'", "python/one.py": "FROM = 'layer'"})
    assert deploy(SOURCE.format("one"), {"one.py": "FROM = 'own'"}, Layers=[layer])().payload == ["layer", "own"]


@pytest.mark.parametrize("words", ["", "\nFROM = 'layer'\n"])
def test_a_layer_s_library_is_the_one_that_boto3_uses_too(deploy: Deploy, words: str) -> None:
    read = "import six\ndef handler(event, context): return [six.__file__, open(six.__file__).read()]"
    place, content = deploy(read)().payload
    source = """
import sys
kept = "botocore" in sys.modules
import six, dateutil.tz.tz
def handler(event, context):
    return [kept, six.__file__, getattr(six, "FROM", ""), dateutil.tz.tz.six is six]
"""
    layer = deploy.layer({"python/six.py": content + words})
    kept, file, found, shared = deploy(source, Layers=[layer])().payload
    assert (found, shared) == ("layer" if words else "", True)
    assert file != place
    assert file.endswith("/python/six.py")
    assert not (kept and words)


def test_a_layer_s_files_are_at_opt_and_can_t_be_changed(deploy: Deploy) -> None:
    layer = deploy.layer({"data/table.txt": "content", "python/shared.py": ""})
    source = """
import os, shared
def handler(event, context):
    root = os.path.dirname(os.path.dirname(shared.__file__))
    try:
        open(root + "/data/table.txt", "a")
    except OSError as error:
        return [open(root + "/data/table.txt").read(), type(error).__name__]
"""
    content, error = deploy(source, Layers=[layer])().payload
    assert content == "content"
    assert error in ("OSError", "PermissionError")


def test_a_deleted_layer_version_still_serves_its_functions(deploy: Deploy) -> None:
    layer = deploy.layer({"python/shared.py": "FROM = 'deleted'"})
    function = deploy("import shared\ndef handler(event, context): return shared.FROM", Layers=[layer])
    name, version = layer.split(":")[-2:]
    deploy.clients.lambda_.delete_layer_version(LayerName=name, VersionNumber=int(version))
    assert function().payload == "deleted"


def test_the_last_function_takes_a_deleted_version_s_file_along(deploy: Deploy, engine: EmbeddedEngine) -> None:
    account_id = deploy.clients.account_id
    before = len(kept_open(engine, account_id))
    large = random.Random(0).randbytes(600_000)  # what is larger than 512 KiB is kept in a file
    layer = deploy.layer({"large": large, "python/shared.py": "FROM = 'deleted'"})
    unused = deploy.layer({"large": large + b".", "python/shared.py": ""})
    function = deploy("import shared\ndef handler(event, context): return shared.FROM", Layers=[layer])
    assert function().payload == "deleted"
    for each, left in ((layer, 2), (unused, 1)):
        name, version = each.split(":")[-2:]
        deploy.clients.lambda_.delete_layer_version(LayerName=name, VersionNumber=int(version))
        assert len(kept_open(engine, account_id)) == before + left
    deploy.clients.lambda_.delete_function(FunctionName=function.name)
    assert len(kept_open(engine, account_id)) == before


def test_a_layer_is_replaced_with_the_configuration(deploy: Deploy) -> None:
    source = "import shared\ndef handler(event, context): return shared.FROM"
    function = deploy(source, Layers=[deploy.layer({"python/shared.py": "FROM = 'old'"})])
    assert function().payload == "old"
    newer = deploy.layer({"python/shared.py": "FROM = 'new'"})
    deploy.clients.lambda_.update_function_configuration(FunctionName=function.name, Layers=[newer])
    deploy.clients.lambda_.get_waiter("function_updated_v2").wait(FunctionName=function.name)
    assert function().payload == "new"


def test_code_and_layers_over_250_mb_are_refused_in_aws_s_words(deploy: Deploy) -> None:
    layers = [deploy.layer({f"{number}": bytes(100_000_000)}) for number in range(3)]
    with pytest.raises(ClientError) as refused:
        deploy.begin("def handler(event, context): pass", Layers=layers)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValueException"
    assert "exceeds the maximum allowed size of 262144000 bytes. The actual size is 3000000" in str(refused.value)
    names = [one["FunctionName"] for one in deploy.clients.lambda_.list_functions()["Functions"]]
    assert names == []
    within = deploy("def handler(event, context): return 1", Layers=layers[:2])
    with pytest.raises(ClientError, match="Function code combined with layers exceeds"):
        deploy.clients.lambda_.update_function_configuration(FunctionName=within.name, Layers=layers)
    assert within().payload == 1
