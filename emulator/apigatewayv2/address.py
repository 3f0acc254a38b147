"""Which API a request is for, and which of its stages: read from the host name or from LocalStack's path.

Stage rules: developer guide, "Create routes for HTTP APIs", section "Routing API requests".
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote

DEFAULT_STAGE = "$default"
PATH_PREFIX = "/_aws/execute-api/"

_HOST = re.compile(r"(?P<api_id>[a-z0-9]+)\.execute-api\.(?P<rest>[^:]+)(?::\d+)?", re.IGNORECASE)
_PATH = re.compile(r"/_aws/execute-api/(?P<api_id>[^/]+)(?P<path>/.*)?", re.DOTALL)
_NAMED_DEFAULT = re.compile(r"/(?:\$|%24)default(?P<path>/.*)?", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """An API and the path below its root. `default_stage` is True when the path named `$default` itself."""

    api_id: str
    path: str
    domain_name: str
    default_stage: bool = False


@dataclass(frozen=True)
class Stage:
    """The stage a request goes to, and its path without the stage."""

    name: str
    path: str


def address_of(host: str, raw_path: str) -> Address | None:
    """The API that `{api}.execute-api.…` or `/_aws/execute-api/{api}/…` names; None for any other request.

    The path form may name the default stage as `/_aws/execute-api/{api}/$default/…`, as LocalStack's REST APIs do.
    """
    if by_host := _HOST.fullmatch(host):
        api_id = by_host["api_id"].lower()
        return Address(api_id, raw_path or "/", f"{api_id}.execute-api.{by_host['rest']}")
    by_path = _PATH.fullmatch(raw_path)
    if by_path is None:
        return None
    api_id = by_path["api_id"].lower()
    domain_name = f"{api_id}.execute-api.localhost"
    path = by_path["path"] or "/"
    if named := _NAMED_DEFAULT.fullmatch(path):
        return Address(api_id, named["path"] or "/", domain_name, default_stage=True)
    return Address(api_id, path, domain_name)


def stage_of(address: Address, names: Collection[str]) -> Stage | None:
    """The stage whose name is the first segment of the path, else `$default`; None when neither exists."""
    first, _, rest = address.path[1:].partition("/")
    name = unquote(first)
    if name in names and name != DEFAULT_STAGE and not address.default_stage:
        return Stage(name, f"/{rest}")
    return Stage(DEFAULT_STAGE, address.path) if DEFAULT_STAGE in names else None
