"""Which account signed an S3 request: by its header, by the query of a presigned URL, or by the form of a POST.

LocalStack gives every request without an Authorization header to the default account, presigned ones too.
"""

from typing import Any

from localstack.aws.accounts import get_account_id_from_access_key_id
from localstack.constants import INTERNAL_AWS_ACCESS_KEY_ID

from emulator.localstack.credentials import access_key_of

NOBODY = frozenset({"", "injectedaccesskey", INTERNAL_AWS_ACCESS_KEY_ID})
"""The keys that LocalStack puts into requests nobody signed, and into its own."""
IN_QUERY, IN_FORM = ("X-Amz-Credential", "AWSAccessKeyId"), ("x-amz-credential", "AWSAccessKeyId")


def signer(context: Any, with_form: bool = False) -> str | None:
    """The account whose credentials signed the request; None when nobody did.

    The form of a POST is only read `with_form`: that consumes the body, which only the operation itself may do.
    """
    request = context.request
    key = key_of(context)
    if key in NOBODY and with_form and request.method == "POST" and request.mimetype == "multipart/form-data":
        key = _key_in(request.form, IN_FORM)
    return get_account_id_from_access_key_id(key) if key not in NOBODY else None


def key_of(context: Any) -> str:
    """The access key id of the request's header, or else of its query: that of a presigned URL."""
    key = access_key_of(context.request.headers) or ""
    return (_key_in(context.request.args, IN_QUERY) or key) if key in NOBODY else key


def _key_in(parameters: Any, names: tuple[str, ...]) -> str:
    """The access key id of a credential (`key/date/region/s3/aws4_request`), or of the older parameter."""
    value = next((parameters[name] for name in names if name in parameters), "")
    return str(value).partition("/")[0]


def attribute_presigned(_chain: Any, context: Any, _response: Any) -> None:
    """A handler for the gateway: a presigned request acts for the account that signed it, as in AWS."""
    if context.service is not None and context.service.service_name == "s3":
        context.account_id = signer(context) or context.account_id
