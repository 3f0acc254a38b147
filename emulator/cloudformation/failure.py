"""Why a resource couldn't be made, changed or removed, said as CloudFormation says it of a service's error."""

from collections.abc import Mapping
from typing import Any

_MISSING = ("NotFound", "NoSuch", "NonExist", "DoesNotExist")


def reason_of(error: Mapping[str, Any], service: str) -> str:
    """The reason for an error of a service, as botocore has it (`Error`, `ResponseMetadata`)."""
    said, meta = error.get("Error") or {}, error.get("ResponseMetadata") or {}
    status, request = meta.get("HTTPStatusCode"), meta.get("RequestId")
    details = f"Service: {service}; Status Code: {status}; Error Code: {said.get('Code')}; Request ID: {request}"
    return f"{said.get('Message')} ({details}; Proxy: null)"


def is_missing(error: Mapping[str, Any]) -> bool:
    """Whether the error says that the resource isn't there, which is what a deletion wants."""
    said = error.get("Error") or {}
    code = str(said.get("Code", ""))
    if any(part in code for part in _MISSING) or code == "404":
        return True
    return code == "ValidationError" and "does not exist" in str(said.get("Message", ""))
