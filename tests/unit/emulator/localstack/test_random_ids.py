"""Ids have the form that LocalStack gives them, and what else its modules ask of `os` and `uuid` is theirs."""

import os
import uuid

from emulator.localstack.gateway.random_ids import Os, Uuid


def test_ids_are_random_uuids() -> None:
    made = [Uuid().uuid4() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert {(each.version, each.variant) for each in made} == {(4, uuid.RFC_4122)}


def test_the_rest_is_the_modules_own() -> None:
    assert (Uuid().UUID, Os().getpid()) == (uuid.UUID, os.getpid())
    assert len(Os().urandom(8)) == 8
