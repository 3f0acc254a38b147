"""What LocalStack works out anew for each request, though it only depends on what is the same every time."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from emulator.localstack.seams import assigns, wraps

CREDENTIAL = re.compile(r'(?:^|[,\s])Credential=([^",\s]+)')

_services: dict[int, list[str]] = {}


@lru_cache(1024)
def _best(accept: str | None, supported: tuple[str, ...]) -> str:
    return parse_accept_header(accept, MIMEAccept).best_match(supported) or supported[0]


@wraps("aws.protocol.serializer:ResponseSerializer._get_mime_type", why="An Accept header is parsed once.")
def mime_type(_original: Callable[..., Any], serializer: Any, headers: Any) -> str:
    """The content type of an answer, from the request's Accept or Content-Type."""
    accept = headers.get("Accept") if headers else None
    if accept is None or accept == "*/*":
        content_type = headers.get("Content-Type") if headers else None
        accept = f"{content_type}, */*" if content_type else None
    return _best(accept, tuple(serializer.SUPPORTED_MIME_TYPES))


@wraps("services.plugins:ServicePluginManager.list_available", why="Which services there are doesn't change.")
def list_available(original: Callable[..., Any], services: Any) -> list[str]:
    """They are what is installed and configured, and neither changes while the process runs."""
    if id(services) not in _services:
        _services[id(services)] = original(services)
    return list(_services[id(services)])


@assigns("aws.protocol.service_router:parse_dict_header", why="Of a signature only the credential tells the service.")
def credential(original: Callable[[str], dict[str, str | None]]) -> Callable[[str], dict[str, str | None]]:
    """The parser of Authorization headers: the credential of a signature, all of a header that is no such."""

    def parsed(authorization: str) -> dict[str, str | None]:
        found = CREDENTIAL.search(authorization)
        return {"Credential": found[1]} if found else original(authorization)

    return parsed


@assigns("core.responses:method_names_from_class", base="moto", why="A class has the methods it has.")
def method_names(original: Callable[[type], list[str]]) -> Callable[[type], list[str]]:
    """Moto looks for them at each request."""
    return lru_cache(original)
