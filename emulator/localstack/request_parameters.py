"""What a request to one of the emulator's own endpoints, those under `/_harness/`, asks: for whom, and with what."""

from typing import Any

from localstack.http import Request

from emulator import DEFAULT_ACCOUNT


def account_in(request: Request) -> str:
    """The account that it is about: `?account=…`, or else the default one."""
    return str(request.args.get("account", DEFAULT_ACCOUNT))


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that it carries; empty for anything else."""
    body = request.get_json(force=True, silent=True)
    return body if isinstance(body, dict) else {}
