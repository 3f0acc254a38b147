"""Where LocalStack's gateway decides whether a body is binary."""

from collections.abc import Callable
from typing import Any

from emulator.apigateway.media_types import with_everything
from emulator.localstack.seams import wraps

_GATEWAY = "services.apigateway.next_gen.execute_api"
_NAME = "mime_type_matches_binary_media_types"
WHY = "`*/*` among an API's binary media types means every type; LocalStack passes it over."


@wraps(f"{_GATEWAY}.integrations.aws:{_NAME}", at="apigateway", why=WHY)
@wraps(f"{_GATEWAY}.handlers.integration_request:{_NAME}", at="apigateway", why=WHY)
@wraps(f"{_GATEWAY}.handlers.integration_response:{_NAME}", at="apigateway", why=WHY)
def matches(original: Callable[..., bool], mime_type: Any, binary_media_types: Any) -> bool:
    """Whether a media type is one of the binary ones."""
    return with_everything(original)(mime_type, binary_media_types)
