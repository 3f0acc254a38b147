"""The ids that LocalStack makes for messages, handles, events and traces, of random bytes that come many at a time."""

import os
import uuid
from typing import Any

from emulator.buffered_random import BufferedRandom
from emulator.localstack.seams import assigns

WHY = "Ids are made of random bytes, which cost a system call however few they are: these come many at a time."
random_bytes = BufferedRandom(os.urandom)


class Os:
    """The module `os` for a module that makes ids."""

    urandom = staticmethod(random_bytes)

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


class Uuid:
    """The module `uuid` for a module that makes ids."""

    def __getattr__(self, name: str) -> Any:
        return getattr(uuid, name)

    @staticmethod
    def uuid4() -> uuid.UUID:
        """A random one."""
        return uuid.UUID(bytes=random_bytes(16), version=4)


@assigns("utils.xray.trace_header:os", why=WHY)
def os_of_trace_headers(_: Any) -> Os:
    """For ids of segments."""
    return Os()


@assigns("utils.xray.traceid:os", why=WHY)
def os_of_trace_ids(_: Any) -> Os:
    """For ids of traces."""
    return Os()


@assigns("utils.strings:uuid", why=WHY)
def uuid_of_strings(_: Any) -> Uuid:
    """For what services give an id: messages and their handles, events, functions."""
    return Uuid()


@assigns("services.lambda_.event_source_mapping.esm_event_processor:uuid", at="lambda", why=WHY)
def uuid_of_batches(_: Any) -> Uuid:
    """For batches of an event source."""
    return Uuid()
