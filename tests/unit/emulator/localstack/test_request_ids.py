"""Ids of requests look like LocalStack's and are each another one."""

from uuid import RFC_4122, UUID

from emulator.localstack.gateway.request_ids import request_id


def test_an_id_is_a_uuid_of_version_4() -> None:
    for _ in range(1000):
        made = request_id()
        read = UUID(made)
        assert (read.version, read.variant, str(read)) == (4, RFC_4122, made)


def test_no_two_are_the_same() -> None:
    made = [request_id() for _ in range(10_000)]
    assert len(set(made)) == len(made)
