"""AWS's managed policies, made once for all accounts.

moto reads and builds all 1,388 of them anew for each account that touches IAM: 50 ms and megabytes that a test-suite
with an account a test would pay every time. Their ids and versions are the same in every account, in AWS too; what an
account has of its own is how often it attached them.
"""

from collections.abc import Callable
from copy import copy
from typing import Any

from emulator.localstack.seams import wraps

_known: dict[str, list[Any]] = {}


@wraps(
    "iam.models:IAMBackend._init_aws_policies",
    base="moto",
    at=("iam", "sts"),
    why="moto builds AWS's 1,388 managed policies anew for each account; here they are built once for all.",
)
def init_aws_policies(original: Callable[..., list[Any]], self: Any) -> list[Any]:
    """The policies, each as the account's own."""
    partition = str(self.partition)
    if partition not in _known:
        _known[partition] = original(self)
    return [_of_account(policy, self.account_id) for policy in _known[partition]]


def _of_account(policy: Any, account_id: str) -> Any:
    own = copy(policy)
    own.account_id, own.tags, own.attachment_count = account_id, {}, 0
    return own
