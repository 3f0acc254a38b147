"""Which media types of a REST API are binary."""

from collections.abc import Callable, Sequence
from importlib import import_module

EVERYTHING = "*/*"
_PACKAGE = "localstack.services.apigateway.next_gen.execute_api"
_USERS = ("integrations.aws", "handlers.integration_request", "handlers.integration_response")
_NAME = "mime_type_matches_binary_media_types"

Matches = Callable[[str | None, list[str]], bool]


def with_everything(matches: Matches) -> Matches:
    """`matches(media type, binary media types)`, with `*/*` among the latter matching any."""

    def matching(mime_type: str | None, binary_media_types: Sequence[str]) -> bool:
        return EVERYTHING in binary_media_types or matches(mime_type, list(binary_media_types))

    return matching


def attach() -> None:
    """Put it wherever LocalStack's gateway decides about binary bodies; once is enough."""
    for user in _USERS:
        module = import_module(f"{_PACKAGE}.{user}")
        if getattr(module, _NAME).__name__ == _NAME:
            setattr(module, _NAME, with_everything(getattr(module, _NAME)))
