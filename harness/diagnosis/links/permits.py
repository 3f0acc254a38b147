"""Whether a resource's policy lets a service in."""

from harness.diagnosis.sight import Sight
from harness.wiring.access import arn_of
from harness.wiring.model import Node
from harness.wiring.policies import grants

ACTIONS = {"lambda": "lambda:InvokeFunction", "sqs": "sqs:SendMessage", "sns": "sns:Publish"}
"""What a service needs to hand an event to a target."""


def shut_out(sight: Sight, target: Node, service: str, source_arn: str) -> str:
    """Why the service is not let in for that source; empty when it is, or when the target has no such policy."""
    action = ACTIONS.get(target.service)
    if action is None or target not in sight.wiring.nodes:
        return ""
    if any(each.lets(service, action, source_arn) for each in grants(sight.wiring.of(target).get("Policy"))):
        return ""
    return f"the policy of {target} doesn't let {service} do {action} for {source_arn}"


def arn(sight: Sight, node: Node) -> str:
    """The ARN of a node of the account that is looked at."""
    return arn_of(node, sight.clients.region, sight.clients.account_id)
