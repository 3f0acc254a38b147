"""CloudWatch answers with its own time in the `Date` header, so that a function can ask CloudWatch what time it is.

Our server keeps a date that is set; Twisted (`GATEWAY_SERVER=bound`) puts its own, and has to be told to keep it.
"""

from functools import lru_cache
from typing import Any

from werkzeug.http import http_date

from emulator.clock import clock_of
from emulator.localstack.seams import appends, wraps
from emulator.localstack.server.chosen import uses_twisted


@wraps(
    "web.wsgi:_WSGIResponse._sendResponseHeaders",
    base="twisted",
    only=uses_twisted,
    why="CloudWatch's date goes out as it is.",
)
def keep_the_date(send: Any, response: Any) -> None:
    """Send the headers, the date that the application set among them."""
    for name, value in response.headers:
        if name.lower() == "date":
            response.request.setHeader(b"date", value.encode("ascii"))
    send(response)


@appends("aws.handlers:run_custom_response_handlers", why="CloudWatch's answers carry CloudWatch's time.")
def show_cloudwatchs_time(_: Any, context: Any, response: Any) -> None:
    """Set the header on answers of CloudWatch."""
    if context.service is not None and context.service.service_name == "cloudwatch" and context.account_id:
        response.headers["Date"] = _date(int(clock_of(context.account_id).now()))


@lru_cache(64)
def _date(second: int) -> str:
    return http_date(second)
