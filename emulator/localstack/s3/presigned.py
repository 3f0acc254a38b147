"""Links that LocalStack itself signs: where a function's code or a layer can be downloaded from.

LocalStack 4.9 signs them with its own secret and checks them against the word `test`, which goes unnoticed as long as
signatures aren't checked; here they are. 4.14 does as this does.
"""

from collections.abc import Callable
from typing import Any

from localstack.config import INTERNAL_RESOURCE_ACCOUNT
from localstack.constants import INTERNAL_AWS_SECRET_ACCESS_KEY

from emulator.localstack.seams import wraps

SESSION_HEADER = "x-amz-security-token"


@wraps(
    "services.s3.presigned_url:get_secret_access_key_from_access_key_id",
    at="s3",
    why="LocalStack 4.9 checks the links that it signs itself against another secret than it signs them with, and "
    "keeps every secret that it looked up for ever: a deleted access key would go on signing.",
)
def secret_of(original: Any, access_key_id: str, region: str) -> str | None:
    """The secret of an access key as it is now; LocalStack's own for its own."""
    if access_key_id == INTERNAL_RESOURCE_ACCOUNT:
        return INTERNAL_AWS_SECRET_ACCESS_KEY
    looked_up: str | None = original.__wrapped__(access_key_id, region)
    return looked_up


@wraps(
    "services.s3.presigned_url:_reverse_inject_signature_hmac_v1_query",
    at="s3",
    why="A content type that was signed must come as a header: LocalStack also takes it from the URL. A session's "
    "token is signed as a header too, and LocalStack leaves it out: links that sessions sign never match.",
)
def signed_parts(original: Callable[..., Any], request: Any) -> Any:
    """What version 2 signs of a request: address and headers, its content type from the headers only."""
    address, headers = original(request)
    if token := request.args.get(SESSION_HEADER):
        del headers[SESSION_HEADER]
        headers[SESSION_HEADER] = token
    for name in ("content-type", "content-md5"):
        del headers[name]
        if name in request.headers:
            headers[name] = request.headers[name]
    return address, headers
