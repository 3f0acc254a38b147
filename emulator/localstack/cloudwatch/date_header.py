"""CloudWatch answers with its own time in the `Date` header, so that a function can ask CloudWatch what time it is.

LocalStack's server, Twisted, drops a date that an application sets and puts its own; it has to be told to keep it.
"""

from typing import Any

from localstack.aws.api import RequestContext
from localstack.aws.chain import HandlerChain
from localstack.aws.handlers import run_custom_response_handlers
from localstack.http import Response
from localstack.utils.patch import patch
from twisted.web.wsgi import _WSGIResponse
from werkzeug.http import http_date

from emulator.clock import clock_of


def install() -> None:
    """Set the header in the gateway's response chain, and let it through the server."""
    run_custom_response_handlers.append(show_cloudwatchs_time)

    @patch(_WSGIResponse._sendResponseHeaders)
    def keep_the_date(send: Any, response: Any) -> None:
        for name, value in response.headers:
            if name.lower() == "date":
                response.request.setHeader(b"date", value.encode("ascii"))
        send(response)


def show_cloudwatchs_time(_: HandlerChain, context: RequestContext, response: Response) -> None:
    """Set the header on answers of CloudWatch."""
    if context.service is not None and context.service.service_name == "cloudwatch" and context.account_id:
        response.headers["Date"] = http_date(clock_of(context.account_id).now())
