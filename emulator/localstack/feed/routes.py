"""`GET /_harness/feed?account=…&since=0` answers `{"last": 7, "not_kept": 0, "happenings": […]}`.

What happened after that number, see `emulator.feed.Happening`; from the first time that it is asked, and as long as it
is asked again within two minutes. With `for_s` it is kept for at least so long.
"""

from typing import Any

from localstack.http import Request, Response, route

from emulator.feed import WATCHED_S, feed
from emulator.localstack.request_parameters import account_in

LONGEST_S = 3600.0


class FeedRoutes:
    """The route, for LocalStack's gateway."""

    @route("/_harness/feed", methods=["GET"])
    def feed(self, request: Request, **_: Any) -> Response:
        """What happened in one account."""
        account_id = account_in(request)
        feed.watch(account_id, min(request.args.get("for_s", WATCHED_S, float), LONGEST_S))
        return Response.for_json(feed.since(account_id, request.args.get("since", 0, int)))
