"""`GET /_harness/feed?account=…&since=0` answers `{"last": 7, "not_kept": 0, "happenings": […], …}`.

What happened after that number, see `emulator.feed.Happening`; from the first time that it is asked, and as long as it
is asked again within two minutes. With `for_s` it is kept for at least so long. With `wait_s` the answer comes when
something happened after `since`, or what stands was changed after `configured`, or else after so long.

Beside it: what `clock` shows, and the messages in the region's `queues`. So whoever watches an account asks once.
"""

from typing import Any

from localstack.http import Request, Response, route

from emulator.activity.queues import as_json
from emulator.clock import clock_of
from emulator.feed import WATCHED_S, feed
from emulator.localstack.activity import sqs
from emulator.localstack.request_parameters import account_in

LONGEST_S, LONGEST_WAIT_S = 3600.0, 5.0


class FeedRoutes:
    """The route, for LocalStack's gateway."""

    @route("/_harness/feed", methods=["GET"])
    def feed(self, request: Request, **_: Any) -> Response:
        """What happened in one account."""
        account_id, since = account_in(request), request.args.get("since", 0, int)
        feed.watch(account_id, min(request.args.get("for_s", WATCHED_S, float), LONGEST_S))
        wait_s = min(request.args.get("wait_s", 0.0, float), LONGEST_WAIT_S)
        if wait_s > 0:
            feed.wait(account_id, since, request.args.get("configured", 0, int), wait_s)
        clock = clock_of(account_id)
        queues = as_json(sqs.of_account(account_id, request.args.get("region")))
        shown = {"clock": {"mode": clock.mode, "now_s": clock.now()}, "queues": queues}
        return Response.for_json(feed.since(account_id, since) | shown)
