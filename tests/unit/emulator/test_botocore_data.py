"""botocore's endpoints are read once; everything else as always."""

from concurrent.futures import ThreadPoolExecutor

from emulator.localstack.botocore_data import SharedTables


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
