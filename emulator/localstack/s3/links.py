"""Presigned links that S3 will refuse, told by the head of a request: nothing of its body is read for them."""

import sys
from typing import Any

from localstack.aws.api import RequestContext, ServiceException
from rolo.response import Response

from emulator.gateway.objects import is_presigned
from emulator.localstack.gateway.body_limits import service_of
from emulator.localstack.gateway.failures import answer
from emulator.localstack.service_models import model_of

PROVIDER = "localstack.services.s3.provider"
"""Until it is loaded there is no bucket, and nothing that a link could be for."""


def refusal_of_link(request: Any) -> Response | None:
    """S3's own answer to a link that isn't signed, has expired, or was changed; None for one that it takes."""
    query = request.query_string.decode("latin-1")
    if PROVIDER not in sys.modules or not is_presigned(query) or service_of(request) != "s3":
        return None
    from localstack.services.s3.presigned_url import S3PreSignedURLRequestHandler

    context = RequestContext(request)
    context.service = model_of("s3")
    try:
        S3PreSignedURLRequestHandler()(None, context, None)
    except ServiceException as error:
        context.protocol = context.service.protocol
        response: Response = answer(error, context)
        return response
    return None
