"""Links that LocalStack itself signs: where a function's code or a layer can be downloaded from.

LocalStack 4.9 signs them with its own secret and checks them against the word `test`, which goes unnoticed as long as
signatures aren't checked; here they are. 4.14 does as this does.
"""

from localstack.config import INTERNAL_RESOURCE_ACCOUNT
from localstack.constants import INTERNAL_AWS_SECRET_ACCESS_KEY


def install() -> None:
    """Have LocalStack check its own signatures with its own secret."""
    from localstack.services.s3 import presigned_url

    others = presigned_url.get_secret_access_key_from_access_key_id

    def secret_of(access_key_id: str, region: str) -> str | None:
        if access_key_id == INTERNAL_RESOURCE_ACCOUNT:
            return INTERNAL_AWS_SECRET_ACCESS_KEY
        secret: str | None = others(access_key_id, region)
        return secret

    presigned_url.get_secret_access_key_from_access_key_id = secret_of
