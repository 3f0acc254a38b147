"""Commands of the AWS CLI as labs have them, carried out without it: `aws sqs purge-queue --queue-url …`.

Only what labs need: long options with a value each, in JSON where AWS's parameter is no plain one.
"""

import json
import shlex
from collections.abc import Mapping
from typing import Any

from botocore import xform_name

from bootstrap.clients import Clients
from harness.labs.model import LabError

SERVICES = {"s3api": "s3"}
"""Services that the CLI calls otherwise."""
SHORTEST = 3


def carry_out(command: str, clients: Clients, variables: Mapping[str, str]) -> dict[str, Any]:
    """What AWS answers; LabError for what isn't such a command. `$NAME` stands for one of `variables`."""
    for name, value in variables.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command)
    if len(words) < SHORTEST or words[0] != "aws":
        raise LabError(f"{command!r} is no command of the AWS CLI")
    client = clients.client(SERVICES.get(words[1], words[1]))
    method = words[2].replace("-", "_")
    operation = client.meta.method_to_api_mapping.get(method)
    if operation is None:
        raise LabError(f"{words[1]} has no operation {words[2]}")
    members = client.meta.service_model.operation_model(operation).input_shape.members
    shapes = {f"--{xform_name(name, '-')}": (name, shape) for name, shape in members.items()}
    parameters = {}
    for option, value in zip(words[3::2], words[4::2], strict=True):
        if option not in shapes:
            raise LabError(f"{words[2]} has no option {option}")
        name, shape = shapes[option]
        parameters[name] = _value(value, shape.type_name)
    answer: dict[str, Any] = getattr(client, method)(**parameters)
    return answer


def _value(text: str, kind: str) -> Any:
    if kind in ("structure", "list", "map"):
        return json.loads(text)
    if kind in ("integer", "long"):
        return int(text)
    if kind == "boolean":
        return text == "true"
    if kind == "blob":
        raise LabError("a lab's command may name no file: what it is given isn't there where it is carried out")
    return text
