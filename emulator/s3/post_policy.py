"""The form of a browser's upload against the policy that its bucket's owner signed.

API reference: "Browser-based uploads using POST" with its pages "POST policy" and "Calculating a signature", and for
version 2 the same pages of the older protocol. A policy that was changed no longer fits its signature; a field that
the policy doesn't name is refused.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.validation.refusal import Refusal

SIGNED_V4 = ("x-amz-signature", "x-amz-algorithm", "x-amz-credential", "x-amz-date")
SIGNED_V2 = ("signature", "awsaccesskeyid")
UNNAMED = frozenset({"x-amz-signature", "signature", "awsaccesskeyid", "file", "policy"})
"""Fields that no policy names; nor those that begin with `x-ignore-`."""
IGNORED = "x-ignore-"
ALGORITHM = "AWS4-HMAC-SHA256"
NOT_SIGNED_SO = Refusal(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    403,
)


def refusal(form: Mapping[str, str], secret: str, check_signature: bool = True) -> Refusal | None:
    """Why S3 doesn't take a form with a policy and all fields of a signature; field names are in lower case.

    Whether the policy has expired, and whether its conditions hold, LocalStack checks after this.
    """
    if check_signature and not is_signed(form, secret):
        return NOT_SIGNED_SO
    document = _document(form["policy"])
    if document is None:
        return Refusal("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.")
    for name in ("expiration", "conditions"):
        if name not in document:
            return Refusal("InvalidPolicyDocument", f"Invalid Policy: Policy missing {name}.")
    extra = sorted(_fields(form) - set(_named(document["conditions"])))
    if extra:
        return Refusal("AccessDenied", f"Invalid according to Policy: Extra input fields: {', '.join(extra)}", 403)
    return None


def is_signed(form: Mapping[str, str], secret: str) -> bool:
    """Whether the form's signature is the one that `secret` makes of its policy."""
    policy = form["policy"].encode()
    if "x-amz-signature" not in form:
        digest = hmac.new(secret.encode(), policy, hashlib.sha1).digest()
        return hmac.compare_digest(base64.b64encode(digest), form["signature"].encode())
    scope = form["x-amz-credential"].split("/")
    if len(scope) != 5 or scope[-2:] != ["s3", "aws4_request"] or form["x-amz-algorithm"] != ALGORITHM:
        return False
    key = f"AWS4{secret}".encode()
    for part in scope[1:]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, policy, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), form["x-amz-signature"].encode())


def _document(policy: str) -> dict[str, Any] | None:
    try:
        found = json.loads(base64.b64decode(policy))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _fields(form: Mapping[str, str]) -> set[str]:
    """What the policy must name: the bucket, which is in the address, as well."""
    return {name for name in form if name not in UNNAMED and not name.startswith(IGNORED)} | {"bucket"}


def _named(conditions: Any) -> Iterator[str]:
    for condition in conditions if isinstance(conditions, list) else ():
        if isinstance(condition, dict):
            yield from (name.lower() for name in condition)
        elif isinstance(condition, list) and len(condition) == 3:
            yield str(condition[1]).lower().removeprefix("$")
