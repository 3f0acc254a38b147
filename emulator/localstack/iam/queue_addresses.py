"""Requests at a queue's own address: `GET /<account>/<queue>?Action=…`, as SQS has taken them from its beginning.

LocalStack carries them out in its own name. Here their signer must be allowed to, and nobody's are an anonymous user's.
"""

from collections.abc import Callable
from typing import Any

from localstack.utils.aws.request_context import get_account_id_from_access_key_id

from emulator.iam.actions.call import Call
from emulator.localstack.credentials import access_key_of
from emulator.localstack.iam.authorization import judge
from emulator.localstack.iam.caller import signer_of
from emulator.localstack.iam.stores import Stores
from emulator.localstack.seams import wraps

_known = Stores()


@wraps(
    "services.sqs.query_api:try_call_sqs",
    why="LocalStack carries out a request at a queue's address in its own name, whoever sent it.",
)
def try_call_sqs(original: Callable[[Any, str], Any], request: Any, region: str) -> Any:
    """Carry it out when its signer may; CommonServiceException says so otherwise."""
    given = request.values
    if action := given.get("Action"):
        key = _key(request)
        account_id = get_account_id_from_access_key_id(key) if key else _account_in(request.path)
        parameters = {"QueueUrl": request.base_url, **given.to_dict()}
        call = Call("sqs", action, parameters, region, account_id, _known)
        judge(signer_of(key, account_id, request), call, request, {"method": "POST", "requestUri": "/"}, "query")
    return original(request, region)


def _key(request: Any) -> str:
    """The access key of a signed header or of a signed link; "" without one."""
    linked = request.args.get("X-Amz-Credential", "").partition("/")[0] or request.args.get("AWSAccessKeyId", "")
    return access_key_of(request.headers) or linked


def _account_in(path: str) -> str:
    """The owner of the queue that the path names."""
    return path.rstrip("/").split("/")[-2]
