"""botocore's files are read once, and what a session does with them is what every session does."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import botocore.session
import pytest
from botocore.loaders import JSONFileLoader, Loader
from botocore.translate import build_retry_config as built_by_botocore

from emulator.localstack.botocore_data import SharedFiles, build_retry_config


def test_a_file_is_read_once_for_everybody() -> None:
    reads: list[str] = []

    def read(path: str) -> dict[str, str]:
        reads.append(path)
        return {"read": path}

    files = SharedFiles()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: files.load(read, "/data/endpoints"), range(50)))
    assert reads == ["/data/endpoints"]
    assert all(answer is answers[0] for answer in answers)
    assert files.load(read, "/other/endpoints") == {"read": "/other/endpoints"}


def test_a_file_that_is_not_there_is_looked_for_again() -> None:
    files = SharedFiles()
    assert files.load(lambda path: None, "/nowhere/endpoints") is None
    assert files.load(lambda path: {"read": path}, "/nowhere/endpoints") == {"read": "/nowhere/endpoints"}


WITH_EXTRAS = sorted({file.parts[-3] for file in Path(Loader.BUILTIN_DATA_PATH).glob("*/*/service-2.sdk-extras.json")})


@pytest.mark.parametrize("service", WITH_EXTRAS)
def test_what_sessions_do_to_a_shared_model_leaves_it_as_it_was(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session adds extras to what it has read; a second one, to the same data, adds nothing new."""

    def model(loader: Loader) -> str:
        return json.dumps(loader.load_service_model(service, "service-2"))

    alone = model(Loader())
    files, read = SharedFiles(), JSONFileLoader.load_file
    monkeypatch.setattr(JSONFileLoader, "load_file", lambda self, path: files.load(lambda each: read(self, each), path))
    assert [model(Loader()) for _ in range(2)] == [alone, alone]


def test_rules_of_retries_are_botocore_s_for_each_kind_of_client() -> None:
    loader = botocore.session.Session().get_component("data_loader")

    def rules(service: str, config: dict[str, int] | None) -> tuple[dict[str, object], dict[str, object]]:
        own = loader.load_data("_retry")
        asked = build_retry_config(built_by_botocore, service, own["retry"], own["definitions"], config)
        anew = loader.load_data("_retry")
        return asked, built_by_botocore(service, anew["retry"], anew["definitions"], config)

    found = [rules(service, config) for service in ("s3", "dynamodb") for config in (None, {"max_attempts": 0})]
    assert [asked for asked, _ in found] == [expected for _, expected in found]
    assert len({id(asked) for asked, _ in found}) == 4
    assert rules("s3", {"max_attempts": 0})[0] is found[1][0]
