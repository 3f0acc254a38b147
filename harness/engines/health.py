"""Asks over HTTP whether the emulator is up and has our plugins. Read only."""

import json
from typing import Any, cast
from urllib.error import URLError

from bootstrap.endpoint import Endpoint
from harness.engines.localstack_settings import PLUGINS
from harness.probes.direct import direct


def get_json(endpoint: Endpoint, path: str, timeout_s: float = 2.0) -> dict[str, Any] | None:
    """What `path` answers, or None when nothing usable answers."""
    try:
        with direct.open(endpoint.url + path, timeout=timeout_s) as answer:
            return cast(dict[str, Any], json.load(answer))
    except (URLError, OSError, ValueError):
        return None


def status_of(endpoint: Endpoint) -> dict[str, Any] | None:
    """LocalStack's own health answer, or None while it doesn't answer."""
    return get_json(endpoint, "/_localstack/health")


def missing_plugins(endpoint: Endpoint) -> frozenset[str] | None:
    """Which of our plugins are not loaded; None while nothing answers.

    LocalStack only warns about a plugin it can't load and goes on with its own, so this must be asked.
    """
    if status_of(endpoint) is None:
        return None
    answer = get_json(endpoint, "/_harness/plugins")
    return PLUGINS - frozenset((answer or {}).get("plugins", ()))
