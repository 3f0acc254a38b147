"""Uploads by a browser's form are checked against their policy and its signature (`emulator.s3.post_policy`).

LocalStack checks neither the signature nor fields that the policy doesn't name, and takes a form without any policy
into every bucket.
"""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.localstack.seams import wraps
from emulator.s3.owners import takes_from_anybody
from emulator.s3.post_policy import SIGNED_V2, SIGNED_V4, refusal
from emulator.validation.rules.s3 import misnamed, unsayable

METADATA = "x-amz-meta-"
HEADERS = ("cache-control", "content-type", "content-disposition", "content-encoding", "content-language", "expires")
"""Fields that an object is answered with."""


@wraps(
    "services.s3.provider:S3Provider.post_object",
    at="s3",
    why="The signature and the policy of a browser's form are checked.",
)
def post_object(original: Callable[..., Any], self: Any, context: Any, bucket: str, *args: Any, **kwargs: Any) -> Any:
    """Take an upload whose form is signed, or that anybody may make."""
    if context.request.mimetype == "multipart/form-data":
        form = {name.lower(): value for name, value in context.request.form.items()}
        if form.get("key"):  # LocalStack refuses a form without one itself
            _check(form, context, lambda: self._get_cross_account_bucket(context, bucket)[1])
    return original(self, context, bucket, *args, **kwargs)


def _check(form: Mapping[str, str], context: Any, bucket: Callable[[], Any]) -> None:
    from localstack import config
    from localstack.aws.api import CommonServiceException
    from localstack.services.s3.presigned_url import get_credentials_from_parameters

    own = [name.removeprefix(METADATA) for name in form if name.startswith(METADATA)]
    refused = misnamed(own) or unsayable(form[name] for name in HEADERS if name in form)
    if refused is not None:
        raise CommonServiceException(refused.code, refused.message, status_code=refused.status, sender_fault=True)
    if "policy" not in form:
        _check_without_policy(form, bucket())
    elif any(all(name in form for name in names) for names in (SIGNED_V4, SIGNED_V2)):  # else LocalStack says so
        credentials = get_credentials_from_parameters(context.request.form, context.region)
        check_signature = not config.S3_SKIP_SIGNATURE_VALIDATION
        refused = refusal(form, credentials.secret_access_key, check_signature)
        if refused is not None:
            raise CommonServiceException(refused.code, refused.message, status_code=refused.status, sender_fault=True)


def _check_without_policy(form: Mapping[str, str], bucket: Any) -> None:
    from localstack.aws.api.s3 import AccessDenied, InvalidArgument

    if any(name in form for name in (*SIGNED_V4, *SIGNED_V2)):
        raise InvalidArgument(
            "Bucket POST must contain a field named 'policy'.  If it is specified, please check the order of the "
            "fields.",
            ArgumentName="policy",
            ArgumentValue="",
        )
    if not takes_from_anybody(bucket.policy, bucket.acl):
        raise AccessDenied("Access Denied")
