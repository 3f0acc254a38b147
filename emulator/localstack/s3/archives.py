"""A function's code from a bucket is read as the function's account, which says whose bucket is meant.

LocalStack reads it as nobody in particular.
"""

from collections.abc import Callable
from threading import local
from typing import Any

from emulator.localstack.seams import assigns, wraps

WHY = (
    "LocalStack reads a function's code from a bucket as nobody in particular; it is the function's account that reads."
)


class _Reading(local):
    account_id: str | None = None


_reading = _Reading()


@wraps("services.lambda_.provider:store_s3_bucket_archive", at="lambda", why=WHY)
@wraps("services.lambda_.invocation.lambda_service:store_s3_bucket_archive", at="lambda", why=WHY)
def store_s3_bucket_archive(original: Callable[..., Any], *args: Any, account_id: str, **kwargs: Any) -> Any:
    """Note for whom the archive is read."""
    _reading.account_id = account_id
    try:
        return original(*args, account_id=account_id, **kwargs)
    finally:
        _reading.account_id = None


class _Connecting:
    """In place of LocalStack's factory of clients: what reads an archive asks as the function's account."""

    def __init__(self, connect: Any) -> None:
        self._connect = connect

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not args and not kwargs and _reading.account_id:
            return self._connect(aws_access_key_id=_reading.account_id)
        return self._connect(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connect, name)


@assigns("services.lambda_.invocation.lambda_service:connect_to", at="lambda", why=WHY)
def as_the_functions_account(connect: Any) -> Any:
    """LocalStack's factory of clients, for whom the archive is read."""
    return _Connecting(connect)
