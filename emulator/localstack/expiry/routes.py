"""`DELETE /_aws/dynamodb/expired` removes every expired item now, as LocalStack's own DynamoDB does when asked so.

It answers `{"ExpiredItems": 3}`, over all accounts, each on its own clock.
"""

from typing import Any

from localstack.http import Request, Response, route

from emulator.clock import clock_of
from emulator.localstack.expiry import items


class ExpiredItems:
    """The route, for LocalStack's gateway."""

    @route("/_aws/dynamodb/expired", methods=["DELETE"])
    def delete_expired(self, _request: Request, **_: Any) -> Response:
        """Remove what is over in all tables that have a time to live."""
        removed = sum(items.expire(account_id, clock_of(account_id).now()) for account_id in items.accounts())
        return Response.for_json({"ExpiredItems": removed})
