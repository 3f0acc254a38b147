"""Environment variables that name resources."""

import re
from collections.abc import Mapping
from typing import Any

from harness.wiring.model import Wiring

NAMES_A_RESOURCE = re.compile(r"TABLE|BUCKET|QUEUE|TOPIC|_URL$|_ARN$|_NAME$")
"""What variables are called that name a table, a bucket, a queue, an address."""


def naming_a_resource(function: Mapping[str, Any], wiring: Wiring) -> dict[str, str]:
    """The variables of a function that name a node, by an ARN, a URL or its name."""
    return {name: value for name, value in _named(function).items() if _is_there(value, wiring)}


def naming_nothing(function: Mapping[str, Any], wiring: Wiring) -> dict[str, str]:
    """The variables of a function that should name a node and name none; the address of an API is none."""
    found = _named(function).items()
    return {name: value for name, value in found if "execute-api" not in value and not _is_there(value, wiring)}


def _named(function: Mapping[str, Any]) -> dict[str, str]:
    variables: dict[str, str] = function.get("Environment", {}).get("Variables", {})
    return {name: value for name, value in sorted(variables.items()) if NAMES_A_RESOURCE.search(name)}


def _is_there(value: str, wiring: Wiring) -> bool:
    last = value.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    return any(node.name in (value, last) for node in wiring.nodes)
