"""What a request is for, from its host and path alone.

LocalStack's internal routes answer under every host name and before any service, so that the path decides first. Every
route that LocalStack registers besides begins with one of `INTERNAL`; a test asks the running emulator for all of them.
"""

import re

from emulator.gateway.hosts import HostKind
from emulator.gateway.table import Place

INTERNAL = ("/_harness", "/_localstack", "/_aws", "/_extension", "/_pods", "/_ses")
"""The beginnings of internal paths; those of `_BY_PATH` are taken out of them."""
_DESCRIPTION = "/openapi.yaml"
"""LocalStack's description of its internal routes. APIs may have a path of that name, under their own names."""
_BY_PATH = (
    (re.compile(r"/_localstack_lambda/.+", re.DOTALL), Place.EXECUTOR),
    (re.compile(r"/_aws/sns/SimpleNotificationService-[0-9a-f]+\.pem"), Place.CERTIFICATE),
    (re.compile(r"/_aws/s3-website/[^/]+(?:/.*)?", re.DOTALL), Place.WEBSITE),
    (re.compile(r"/_aws/cloudformation-response/[^/]+"), Place.RESPONSE),
    (re.compile(r"/_aws/execute-api/[^/]+(?:/.*)?", re.DOTALL), Place.API),
    (re.compile(r"/_aws/lambda-url/[^/]+/[^/]+(?:/.*)?", re.DOTALL), Place.API),
    (re.compile(r"/restapis/[^/]+/[^/]+/_user_request_(?:/.*)?", re.DOTALL), Place.API),
)
_PARTICULAR = ("//", *INTERNAL, "/restapis/", _DESCRIPTION)
"""How every path begins that is looked at more closely: all of INTERNAL and of `_BY_PATH`, however many slashes."""
_BY_HOST = {HostKind.API: Place.API, HostKind.WEBSITE: Place.WEBSITE}


def place_of(host: HostKind, path: str) -> Place:
    """The place of a request with this (decoded) path under a host of this kind."""
    path = "/" + path.lstrip("/")
    if not is_particular(path):
        return _BY_HOST.get(host, Place.SERVICE)
    for pattern, place in _BY_PATH:
        if pattern.fullmatch(path):
            return place if host is HostKind.OWN else _elsewhere(host, place)
    if is_internal(path) or (path == _DESCRIPTION and host is not HostKind.API):
        return Place.INTERNAL if host is HostKind.OWN else Place.DISGUISED
    return _BY_HOST.get(host, Place.SERVICE)


def is_particular(path: str) -> bool:
    """Whether the path of a request says anything of its place; if not, its host alone does."""
    return path.startswith(_PARTICULAR)


def is_internal(path: str) -> bool:
    """Whether an internal route may answer this path: it begins with a name of `INTERNAL`, whatever follows."""
    return ("/" + path.lstrip("/")).startswith(INTERNAL)


def _elsewhere(host: HostKind, place: Place) -> Place:
    """The path of a data plane under another name than the emulator's own: only the same data plane may answer it."""
    return place if _BY_HOST.get(host) is place or host is HostKind.SERVICE else Place.DISGUISED
