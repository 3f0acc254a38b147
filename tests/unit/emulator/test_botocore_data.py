"""botocore's endpoints are read once; everything else as always."""

from concurrent.futures import ThreadPoolExecutor

import botocore.session
from botocore.translate import build_retry_config as built_by_botocore

from emulator.localstack.botocore_data import SharedTables, build_retry_config


def test_a_table_is_read_once_for_everybody() -> None:
    reads: list[str] = []

    def read(path: str) -> dict[str, str]:
        reads.append(path)
        return {"read": path}

    tables = SharedTables()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: tables.load(read, "/data/endpoints"), range(50)))
    assert reads == ["/data/endpoints"]
    assert all(answer is answers[0] for answer in answers)
    assert tables.load(read, "/other/endpoints") == {"read": "/other/endpoints"}


def test_what_may_be_changed_by_its_reader_is_read_anew() -> None:
    tables = SharedTables()
    one, two = (tables.load(lambda path: {"read": path}, "/data/s3/2006-03-01/service-2") for _ in range(2))
    assert one == two
    assert one is not two


def test_a_folder_without_a_table_stays_without() -> None:
    tables = SharedTables()
    assert tables.load(lambda path: None, "/nowhere/endpoints") is None


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
