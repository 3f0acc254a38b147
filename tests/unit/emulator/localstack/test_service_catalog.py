"""The index of services comes back from its file as it was, and a damaged file is made anew."""

import json
from pathlib import Path
from typing import Any

import pytest
from localstack.aws.spec import ServiceCatalogIndex, ServiceModelIdentifier

from emulator.localstack.service_catalog import VARIABLE, build, from_json, keep, to_json

SQS = [ServiceModelIdentifier("sqs", "json"), ServiceModelIdentifier("sqs", "query", ("query", "json"))]
INDEX = ServiceCatalogIndex(
    service_names=["s3", "sqs"],
    target_prefix_index={"AmazonSQS": SQS[:1]},
    signing_name_index={"sqs": SQS, "s3": [ServiceModelIdentifier("s3", "rest-xml")]},
    operations_index={"SendMessage": SQS},
    endpoint_prefix_index={"sqs": SQS},
)


def test_an_index_is_the_same_after_a_stay_in_json() -> None:
    assert from_json(json.loads(json.dumps(to_json(INDEX)))) == INDEX


def test_what_is_kept_is_found_without_building(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    keep(tmp_path / "catalog-1.json", json.dumps(to_json(INDEX)))
    assert build(never, "/nowhere/catalog-1.dill") == INDEX


def test_without_a_folder_localstack_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert build(lambda path: path, "/somewhere/catalog-1.dill") == "/somewhere/catalog-1.dill"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"services": [[1]]}', '{"services": [], "names": 3}'])
def test_a_damaged_file_is_no_index(text: str) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        from_json(json.loads(text))


def never(_: str) -> Any:
    raise AssertionError
