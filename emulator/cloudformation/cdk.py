"""CDK's helpers that the emulator carries out itself, and the stand-ins for their functions, which are on Node."""

from collections.abc import Mapping
from typing import Any

from emulator.cloudformation.references import names_in

HELPERS = frozenset({"Custom::LogRetention", "Custom::S3AutoDeleteObjects", "Custom::S3BucketNotifications"})
NODE = "nodejs"
STAND_IN = {
    "Runtime": "python3.12",
    "Handler": "index.handler",
    "Code": {
        "ZipFile": "def handler(event, context):\n"
        "    raise RuntimeError('The emulator does what this helper of CDK does; its function is a stand-in')\n"
    },
}


def helper_functions(resources: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The functions that custom resources of helpers name as their ServiceToken, and no others do."""
    users: dict[str, set[str]] = {}
    for resource in resources.values():
        for name in names_in((resource.get("Properties") or {}).get("ServiceToken")):
            users.setdefault(name, set()).add(resource["Type"])
    return {name for name, types in users.items() if types <= HELPERS}


def with_stand_in(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a helper's function as it is made: on Python when it is on Node, which can't run here."""
    on_node = str(properties.get("Runtime", "")).startswith(NODE)
    return {**properties, **STAND_IN} if on_node else dict(properties)
