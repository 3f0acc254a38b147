"""An object that is overwritten keeps its old bytes until the new ones are accepted.

LocalStack empties the object's file, writes into it, and removes it when a checksum doesn't fit; the object itself it
keeps, whose reader then waits for bytes that aren't there any more.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps
from emulator.s3.staging import Staging

STORED = "services.s3.storage.ephemeral:EphemeralS3StoredObject"
WHY = "What is refused, or doesn't fit on the disk, leaves the object that was there."


def stage(stored: Any) -> None:
    """Begin to write anew, once; the writer holds the file's lock."""
    if stored._mode == "w" and getattr(stored, "staging", None) is None:
        stored.staging = stored.file.staging = Staging(stored.file)


def settle(stored: Any, *, accepted: bool) -> None:
    """End the writing, if there was one."""
    staging: Staging | None = getattr(stored, "staging", None)
    if staging is None:
        return
    stored.staging = stored.file.staging = None
    if accepted:
        staging.keep()
    else:
        staging.undo()


def is_being_written(file: Any) -> bool:
    """Whether the thread that asks is in the middle of writing the file."""
    staging: Staging | None = getattr(file, "staging", None)
    return staging is not None and staging.is_mine()


@wraps(f"{STORED}.write", at="s3", why=WHY)
def write(original: Callable[..., int], self: Any, stream: Any) -> int:
    """Write all of the stream. When that fails nothing has been written, and the file is free again."""
    stage(self)
    try:
        return original(self, stream)
    except BaseException:
        settle(self, accepted=False)
        self.close()
        raise


@wraps(f"{STORED}.truncate", at="s3", why=WHY)
def truncate(original: Callable[..., int], self: Any, size: int | None = None) -> int:
    """Shorten what is written anew."""
    stage(self)
    return original(self, size)


@wraps(f"{STORED}.append", at="s3", why=WHY)
def append(original: Callable[..., int], self: Any, part: Any) -> int:
    """Write behind what is written anew."""
    stage(self)
    return original(self, part)


@wraps(f"{STORED}.close", at="s3", why="A file is freed once, also where writing it has failed.")
def close(original: Callable[..., None], self: Any) -> None:
    """Free the file; what was written stays unless it was undone."""
    if not self.closed:
        settle(self, accepted=True)
        original(self)


@wraps("services.s3.storage.core:S3StoredObject.__exit__", at="s3", why=WHY)
def leave(original: Callable[..., None], self: Any, *failure: Any) -> None:
    """Free the file; what was written stays unless the request is refused."""
    settle(self, accepted=failure[:1] in ((), (None,)))
    original(self, *failure)


@wraps("services.s3.storage.ephemeral:EphemeralS3ObjectStore.remove", at="s3", why=WHY)
def remove(original: Callable[..., None], self: Any, bucket: str, s3_object: Any) -> None:
    """Remove objects, but not one that whoever asks is about to undo the writing of."""
    objects = s3_object if isinstance(s3_object, list) else [s3_object]
    files = self._filesystem.get(bucket, {}).get("keys", {})
    original(self, bucket, [one for one in objects if not is_being_written(files.get(self._key_from_s3_object(one)))])


@wraps("services.s3.storage.ephemeral:EphemeralS3StoredMultipart.remove_part", at="s3", why=WHY)
def remove_part(original: Callable[..., None], self: Any, s3_part: Any) -> None:
    """The same for a part."""
    if not is_being_written(self.parts.get(s3_part.part_number)):
        original(self, s3_part)
