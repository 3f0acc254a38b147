"""Ids of requests without a system call for each: they tell requests apart, and open nothing.

They have the form of LocalStack's, a version 4 UUID, and begin anywhere. What is a secret (keys, receipt handles,
tokens) is made of the kernel's random bytes.
"""

import secrets
from collections.abc import Callable
from random import Random
from typing import Any

from emulator.localstack.seams import assigns

_random = Random(secrets.randbits(256))  # noqa: S311 - no secret comes of it


@assigns("aws.api.core:long_uid", why="A request's id is no secret: it needs no system call.")
def made(_: Any) -> Callable[[], str]:
    """The maker of ids."""
    return request_id


def request_id() -> str:
    """The next one."""
    digits = f"{_random.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
