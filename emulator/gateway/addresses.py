"""Addresses in the form that needs no name server: a path on the emulator's own address.

AWS gives an API, a function URL, a bucket and a web site a host name each. Names below `localhost` resolve in browsers
and not everywhere, names below an address nowhere; so what is handed out is the path form, and both are answered.
"""

import re
from dataclasses import dataclass

API, FUNCTION_URL, WEBSITE = "/_aws/execute-api", "/_aws/lambda-url", "/_aws/s3-website"

_OURS = r"(?:127\.0\.0\.1|localhost|localhost\.localstack\.cloud)"
_REGION = r"[a-z]{2}(?:-[a-z]+)+-\d"
_END = r"(?::\d+)?(?P<path>[/?#].*)?"
_SUFFIX = rf"(?:amazonaws\.com(?:\.cn)?|on\.aws|{_OURS})"
_BUCKET = r"(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"

_REST = r"(?P<rest>/.*)?"
_FUNCTION_URL = re.compile(rf"{FUNCTION_URL}/(?P<region>{_REGION})/(?P<api_id>[^/]+){_REST}", re.DOTALL)
_WEBSITE = re.compile(rf"{WEBSITE}/(?P<bucket_name>[^/]+){_REST}", re.DOTALL)


def _form(host: str, path: str) -> tuple[re.Pattern[str], str]:
    return re.compile(rf"(?P<scheme>https?://)?{host}{_END}", re.DOTALL), path


_FORMS = (
    _form(rf"(?P<id>[A-Za-z0-9]+)\.execute-api\.(?:{_REGION}\.)?{_SUFFIX}", API + "/{id}"),
    _form(rf"(?P<id>[A-Za-z0-9-]+)\.lambda-url\.(?P<region>{_REGION})\.{_SUFFIX}", FUNCTION_URL + "/{region}/{id}"),
    _form(rf"{_BUCKET}\.s3-website(?:[.-]{_REGION})?\.{_SUFFIX}", WEBSITE + "/{bucket}"),
    _form(rf"{_BUCKET}\.s3(?:\.dualstack)?(?:[.-]{_REGION})?\.{_SUFFIX}", "/{bucket}"),
)
_SCHEMES = (
    _form(rf"s3(?:[.-]{_REGION})?\.{_SUFFIX}", ""),
    _form(rf"sqs\.(?P<region>{_REGION})\.{_SUFFIX}", "/queue/{region}"),
)


def path_form(text: str, endpoint: str) -> str:
    """`text` in its path form below `endpoint` when all of it is an address of a kind that has one; else as it is.

    An address without a scheme (a bucket's `DomainName`) stays one. A URL of the emulator is made plain HTTP: its
    certificate is signed by nobody.
    """
    address = endpoint.partition("://")[2]
    if text.startswith(f"https://{address}/"):
        return f"http{text.removeprefix('https')}"
    for pattern, path in (*_FORMS, *_SCHEMES):
        if (match := pattern.fullmatch(text)) and (match["scheme"] or (pattern, path) in _FORMS):
            return (endpoint if match["scheme"] else address) + path.format(**match.groupdict()) + (match["path"] or "")
    return text


@dataclass(frozen=True)
class HostForm:
    """What a path form stands for: the host, the path on it, and the host's variable parts by LocalStack's names."""

    host: str
    path: str
    names: dict[str, str]


def host_form(path: str) -> HostForm | None:
    """The host form of a function URL or a web site that has this path form; None for any other path."""
    for pattern, host in (
        (_FUNCTION_URL, "{api_id}.lambda-url.{region}.localhost"),
        (_WEBSITE, "{bucket_name}.s3-website.localhost"),
    ):
        if match := pattern.fullmatch(path):
            names = match.groupdict()
            rest = names.pop("rest") or "/"
            return HostForm(host.format(**names), rest, names)
    return None
