"""Each request of a function's is shown to the polling detector, with what it takes to know whose it is."""

from functools import lru_cache
from typing import Any

from emulator.activity.polling_detector import access_key_in, detector, fingerprint, may_be_a_poll
from emulator.localstack.seams import handles

KNOWN_KEYS = 4096


@handles("request_handlers", 1, why="A function that sends the same request again only waits; each request is seen.")
def see(_chain: Any, context: Any, _response: Any) -> None:
    """Note the request if a function sent it: it then carries the credentials of that function's role session."""
    request = context.request
    caller = function_of(access_key_in(request.headers.get("Authorization", "")))
    if caller and may_be_a_poll(request.method, request.content_length or 0):
        body = request.get_data() if request.method == "POST" else b""
        detector.note(*caller, fingerprint(request.method, request.full_path, request.headers, body))


@lru_cache(KNOWN_KEYS)
def function_of(access_key_id: str) -> tuple[str, str] | None:
    """Account and function whose role session has this access key; None for other keys."""
    if not access_key_id.startswith(("LSIA", "ASIA")):
        return None
    from localstack.aws.accounts import get_account_id_from_access_key_id
    from moto.sts.models import sts_backends

    account_id = get_account_id_from_access_key_id(access_key_id)
    role = sts_backends[account_id]["global"].get_assumed_role_from_access_key(access_key_id)
    return (account_id, str(role.session_name)) if role else None
