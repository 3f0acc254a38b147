"""AWS's global condition keys: what every request says about the one who asks.

Rules: IAM user guide, "AWS global condition context keys". `aws:SecureTransport` is true: clients of an emulator speak
plain HTTP to their own machine where on AWS they would speak HTTPS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from emulator.iam.principals import Principal, PrincipalKind
from emulator.iam.templates import Context


@dataclass(frozen=True)
class Circumstances:
    """How a request came; `source_arn` and `source_account` are those of the resource that a service acts for."""

    region: str
    now_s: float
    source_ip: str = ""
    user_agent: str = ""
    source_arn: str = ""
    source_account: str = ""
    principal_id: str = ""
    principal_tags: Mapping[str, str] = field(default_factory=dict)


def global_keys(principal: Principal, how: Circumstances) -> Context:
    """The keys, in lower case; those without a value are left out."""
    moment = datetime.fromtimestamp(how.now_s, UTC)
    found: dict[str, str] = {
        "aws:requestedregion": how.region,
        "aws:currenttime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:epochtime": str(int(how.now_s)),
        "aws:securetransport": "true",
        "aws:viaawsservice": "false",
        "aws:sourceip": how.source_ip,
        "aws:useragent": how.user_agent,
        "aws:sourcearn": how.source_arn,
        "aws:sourceaccount": how.source_account,
    }
    found |= _of_service(principal) if principal.kind is PrincipalKind.SERVICE else _of_identity(principal, how)
    found |= {f"aws:principaltag/{name.lower()}": value for name, value in how.principal_tags.items()}
    return {key: value for key, value in found.items() if value}


def _of_service(principal: Principal) -> dict[str, str]:
    return {"aws:principalisawsservice": "true", "aws:principalservicename": principal.service}


def _of_identity(principal: Principal, how: Circumstances) -> dict[str, str]:
    """A session's `aws:PrincipalArn` is its role's; only users have a name."""
    found = {
        "aws:principalisawsservice": "false",
        "aws:principaltype": principal.kind.value,
        "aws:principalaccount": principal.account_id,
        "aws:principalarn": principal.role_arn or principal.arn,
        "aws:userid": how.principal_id,
    }
    if principal.kind is PrincipalKind.USER:
        found["aws:username"] = principal.name
    if principal.kind is PrincipalKind.ANONYMOUS:
        found = {"aws:principaltype": principal.kind.value}
    return found
