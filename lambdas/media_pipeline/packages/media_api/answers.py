"""Responses of payload 2.0, every one of them with JSON content type and CORS headers."""

import json
from collections.abc import Mapping
from typing import Any


def answer(status_code: int, body: Mapping[str, Any], method: str) -> dict[str, Any]:
    """A response that any origin's page may read; `method` is the route's."""
    return {
        "statusCode": status_code,
        "headers": {
            "Content-Type": "application/json",
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Headers": "Content-Type",
            "Access-Control-Allow-Methods": f"{method},OPTIONS",
        },
        "body": json.dumps(body),
    }


def fault_answer(fault: Exception, method: str) -> dict[str, Any]:
    """A 500. It says what failed in AWS's own word, without the names of roles that AWS's message may carry."""
    response = getattr(fault, "response", {})
    word = response.get("Error", {}).get("Code") or type(fault).__name__
    return answer(500, {"error": "Internal server error", "message": word}, method)
