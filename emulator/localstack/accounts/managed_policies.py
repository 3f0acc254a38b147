"""AWS's managed policies, made once for all accounts.

moto reads and builds all 1,388 of them anew for each account that touches IAM: 50 ms and megabytes that a test-suite
with an account a test would pay every time. Their ids and versions are the same in every account, in AWS too; what an
account has of its own is how often it attached them.
"""

from collections.abc import Callable
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
    """A shallow copy. Not `copy.copy`, which takes ten times as long here, for what 1,388 objects don't need."""
    own = object.__new__(type(policy))
    own.__dict__.update(policy.__dict__, account_id=account_id, tags={}, attachment_count=0)
    return own
