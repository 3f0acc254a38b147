"""A function whose role may not write logs runs, and leaves none.

Source: Lambda developer guide, "Sending Lambda function logs to CloudWatch Logs": the execution role needs
`logs:CreateLogGroup`, `logs:CreateLogStream` and `logs:PutLogEvents`.
"""

from emulator.iam.actions.call import Need
from emulator.iam.modes import Mode
from emulator.localstack.iam.decisions import modes
from emulator.localstack.iam.functions import role_may, role_of


def may_log(account_id: str, region: str, group: str, stream: str, function: str) -> bool:
    """True when the function's role lets Lambda write into the stream, and make it and its group where they miss."""
    mode = modes.of(account_id)
    if mode is Mode.OFF:
        return True
    role_arn = role_of(function, account_id, region)
    if not role_arn:
        return True
    wanted = _needed(account_id, region, group, stream)
    allowed = [role_may(function, role_arn, account_id, region, need) for need in wanted]
    return mode is not Mode.ENFORCE or all(allowed)


def _needed(account_id: str, region: str, group: str, stream: str) -> list[Need]:
    from localstack.services.logs.models import get_moto_logs_backend

    resource = f"arn:aws:logs:{region}:{account_id}:log-group:{group}:log-stream:"
    found = get_moto_logs_backend(account_id, region).groups.get(group)
    needed = [Need("logs:PutLogEvents", resource + stream)]
    if found is None or stream not in found.streams:
        needed.insert(0, Need("logs:CreateLogStream", resource + stream))
    if found is None:
        needed.insert(0, Need("logs:CreateLogGroup", resource))
    return needed
