"""A function's code from a bucket is read as the function's account, which says whose bucket is meant.

LocalStack reads it as nobody in particular.
"""

from collections.abc import Callable
from threading import local
from typing import Any


class _Reading(local):
    account_id: str | None = None


_reading = _Reading()


def read_as_the_functions_account() -> None:
    """Wrap the reading."""
    from localstack.services.lambda_ import provider
    from localstack.services.lambda_.invocation import lambda_service

    store, connect = lambda_service.store_s3_bucket_archive, lambda_service.connect_to

    def reading(*args: Any, account_id: str, **kwargs: Any) -> Any:
        _reading.account_id = account_id
        try:
            return store(*args, account_id=account_id, **kwargs)
        finally:
            _reading.account_id = None

    lambda_service.store_s3_bucket_archive = provider.store_s3_bucket_archive = reading
    lambda_service.connect_to = _as_reader(connect)


def _as_reader(connect: Callable[..., Any]) -> Callable[..., Any]:
    def connected(*args: Any, **kwargs: Any) -> Any:
        if not args and not kwargs and _reading.account_id:
            return connect(aws_access_key_id=_reading.account_id)
        return connect(*args, **kwargs)

    return connected
