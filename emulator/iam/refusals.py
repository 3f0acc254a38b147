"""What AWS says when it refuses: the sentence, and the code that each service gives it.

Rules: IAM user guide, "Troubleshoot access denied error messages"; codes as the services' API references list them.
"""

from emulator.iam.evaluation import Decision, Outcome
from emulator.iam.policies import PolicyKind
from emulator.iam.principals import Principal, PrincipalKind

_CODES = {
    "sns": "AuthorizationError",
    "s3": "AccessDenied",
    "sqs": "AccessDenied",
    "iam": "AccessDenied",
    "sts": "AccessDenied",
    "cloudwatch": "AccessDenied",
    "cloudformation": "AccessDenied",
}
_ELSE = "AccessDeniedException"
_STATUS = {"dynamodb": 400, "kms": 400, "secretsmanager": 400, "ssm": 400, "events": 400, "logs": 400}
_STATUS |= {"stepfunctions": 400}
_ACTION_PREFIXES = {"sns": "SNS", "execute-api": "execute-api"}
"""SNS writes its own name in capitals."""


def error_code(service: str) -> str:
    """The error's code; `service` is botocore's name of it."""
    return _CODES.get(service, _ELSE)


def status_code(service: str) -> int:
    """The HTTP status: 400 for most services that speak JSON over POST, 403 for the others."""
    return _STATUS.get(service, 403)


def unknown_key(service: str, protocol: str) -> tuple[str, str, int]:
    """Code, message and status for a key that nobody has, or that is inactive (each service's common errors)."""
    if service == "s3":
        return "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403
    message = "The security token included in the request is invalid."
    if protocol in ("json", "rest-json") and service != "sqs":
        return "UnrecognizedClientException", message, 400 if protocol == "json" else 403
    return "InvalidClientTokenId", message, 403


def sentence(principal: Principal, action: str, resource: str, decision: Decision) -> str:
    """User: <arn> is not authorized to perform: <action> on resource: <arn> because <why>."""
    prefix, _, name = action.partition(":")
    written = f"{_ACTION_PREFIXES.get(prefix, prefix)}:{name}"
    who = "Anonymous user" if principal.kind is PrincipalKind.ANONYMOUS else f"User: {principal}"
    return f"{who} is not authorized to perform: {written} on resource: {resource} {_why(decision, written)}"


def _why(decision: Decision, action: str) -> str:
    kind = (decision.kind or PolicyKind.IDENTITY).value
    if decision.outcome is Outcome.EXPLICIT_DENY:
        return f"with an explicit deny in {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    return f"because no {kind} allows the {action} action"
