"""Presigned URLs with a date of one's own, by botocore's signature version 4."""

from datetime import UTC, timedelta
from typing import Any
from urllib.parse import quote

from botocore.auth import SIGV4_TIMESTAMP, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest

from bootstrap.clients import Clients
from harness.run.clock import utc_now


class DatedAuth(S3SigV4QueryAuth):
    """botocore's signer, which otherwise signs for now."""

    def __init__(self, credentials: Any, region: str, expires: int, timestamp: str) -> None:
        super().__init__(credentials, "s3", region, expires)
        self._timestamp = timestamp

    def add_auth(self, request: Any) -> None:
        """What botocore does, at the given time; its stubs leave two of the steps out."""
        request.context["timestamp"] = self._timestamp
        self._modify_request_before_signing(request)  # type: ignore[attr-defined]
        canonical = self.canonical_request(request)
        signature = self.signature(self.string_to_sign(request, canonical), request)
        self._inject_signature_to_request(request, signature)  # type: ignore[attr-defined]


def signed_put(clients: Clients, bucket: str, key: str, content_type: str, good_for_s: int, age_s: float) -> str:
    """A URL that takes a PUT of that content type, as if it had been signed `age_s` seconds ago."""
    dated = (utc_now() - timedelta(seconds=age_s)).astimezone(UTC).strftime(SIGV4_TIMESTAMP)
    url = f"{clients.endpoint.url}/{bucket}/{quote(key)}"
    request = AWSRequest("PUT", url, headers={"Content-Type": content_type})
    credentials = clients.session.get_credentials()
    DatedAuth(credentials, clients.region, good_for_s, dated).add_auth(request)
    return str(request.url)
