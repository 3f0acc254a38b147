"""CloudWatch answers with its own time in the `Date` header, so that a function can ask CloudWatch what time it is."""

from localstack.aws.api import RequestContext
from localstack.aws.chain import HandlerChain
from localstack.aws.handlers import run_custom_response_handlers
from localstack.http import Response
from werkzeug.http import http_date

from emulator.clock import clock_of


def install() -> None:
    """Add the handler to the gateway's response chain."""
    run_custom_response_handlers.append(show_cloudwatchs_time)


def show_cloudwatchs_time(_: HandlerChain, context: RequestContext, response: Response) -> None:
    """Set the header on answers of CloudWatch."""
    if context.service is not None and context.service.service_name == "cloudwatch" and context.account_id:
        response.headers["Date"] = http_date(clock_of(context.account_id).now())
