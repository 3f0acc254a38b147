"""What was there stays until what is new is accepted."""

import threading
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest

from emulator.s3.staging import Staging

SMALL = 8


@pytest.fixture(params=[b"old", b"old" * SMALL], ids=["in memory", "in a file"])
def file(request: pytest.FixtureRequest) -> Any:
    with SpooledTemporaryFile(SMALL) as made:
        made.internal_last_modified = 1  # type: ignore[attr-defined]
        first = Staging(made)
        made.write(request.param)
        first.keep()
        yield made, request.param


def content(file: Any) -> bytes:
    file.seek(0)
    return bytes(file.read())


@pytest.mark.parametrize("new", [b"new", b"new" * SMALL, b""])
def test_kept_it_is_the_new(file: Any, new: bytes) -> None:
    made, _ = file
    staging = Staging(made)
    made.write(new)
    staging.keep()
    assert content(made) == new


@pytest.mark.parametrize("new", [b"new", b"new" * SMALL, b""])
def test_undone_it_is_the_old(file: Any, new: bytes) -> None:
    made, old = file
    staging = Staging(made)
    made.write(new)
    made.internal_last_modified = 2
    staging.undo()
    assert (content(made), made.internal_last_modified) == (old, 1)
    made.write(b"longer than what stays in memory")
    assert content(made).endswith(b"stays in memory")


def test_it_is_its_writer_s(file: Any) -> None:
    staging, found = Staging(file[0]), list[bool]()
    other = threading.Thread(target=lambda: found.append(staging.is_mine()))
    other.start()
    other.join()
    assert (staging.is_mine(), found) == (True, [False])
    staging.undo()
