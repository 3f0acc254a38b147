"""LocalStack's storage and caches, which go by a bucket's name alone, are asked for the bucket of its owner."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from emulator import DEFAULT_ACCOUNT
from emulator.s3 import owned_storage
from emulator.s3.owned_storage import REMEMBERED, OwnedDict, OwnedStorage, note_owner, owned

OTHER = "222222222222"


class Recording:
    """Stands for LocalStack's storage: notes each call, and answers with another of its kind."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            self.calls.append((name, *arguments, *options.values()))
            return self if name == "get_multipart" else "answer"

        return call


@pytest.fixture(autouse=True)
def nothing_noted() -> Iterator[None]:
    owned_storage._found.owners.clear()
    yield
    owned_storage._found.owners.clear()


def test_the_default_accounts_bucket_has_its_plain_name() -> None:
    assert owned("b") == "b"
    note_owner("b", DEFAULT_ACCOUNT)
    assert owned("b") == "b"
    note_owner("b", OTHER)
    assert (owned("b"), owned("c")) == (f"b@{OTHER}", "c")


def test_each_thread_means_the_bucket_that_it_looked_up_itself() -> None:
    note_owner("b", OTHER)
    seen: list[str] = []
    thread = Thread(target=lambda: seen.append(owned("b")))
    thread.start()
    thread.join()
    assert seen == ["b"]


def test_only_the_latest_names_are_remembered() -> None:
    note_owner("first", OTHER)
    for number in range(REMEMBERED - 1):
        note_owner(f"b{number}", OTHER)
    note_owner("first", OTHER)
    note_owner("last", OTHER)
    assert owned("first") == f"first@{OTHER}"
    assert owned("b0") == "b0"
    assert len(owned_storage._found.owners) == REMEMBERED


def test_storage_is_asked_for_the_owners_bucket() -> None:
    note_owner("b", OTHER)
    recorded = Recording()
    storage, mine = OwnedStorage(recorded), f"b@{OTHER}"
    assert storage.open("b", "object", mode="r") == "answer"
    storage.remove("b", "object")
    storage.copy("b", "from", "c", "to")
    storage.create_bucket("b")
    storage.delete_bucket("b")
    storage.remove_multipart("b", "upload")
    storage.flush()
    assert recorded.calls == [
        ("open", mine, "object", "r"),
        ("remove", mine, "object"),
        ("copy", mine, "from", "c", "to"),
        ("create_bucket", mine),
        ("delete_bucket", mine),
        ("remove_multipart", mine, "upload"),
        ("flush",),
    ]


def test_an_upload_takes_parts_from_the_owners_bucket() -> None:
    note_owner("b", OTHER)
    recorded = Recording()
    upload = OwnedStorage(recorded).get_multipart("c", "upload")
    upload.copy_from_object("part", "b", "object")
    upload.complete("parts")
    assert recorded.calls == [
        ("get_multipart", "c", "upload"),
        ("copy_from_object", "part", f"b@{OTHER}", "object"),
        ("complete", "parts"),
    ]


def test_a_cache_by_bucket_is_one_by_owner_and_bucket() -> None:
    cache = OwnedDict(dict)
    cache["b"]["k"] = "default's"
    note_owner("b", OTHER)
    assert cache.get("b") is None
    cache["b"]["k"] = "other's"
    assert dict(cache) == {"b": {"k": "default's"}, f"b@{OTHER}": {"k": "other's"}}
    assert cache.pop("b") == {"k": "other's"}
    assert cache.pop("b", "gone") == "gone"
