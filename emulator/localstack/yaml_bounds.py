"""Whatever YAML the emulator is sent says no more than it could in full: templates, descriptions of APIs, documents.

LocalStack and moto read it in these places. A few bytes of aliases that say billions of values are refused there before
any of them is made.
"""

import json
from collections.abc import Callable
from typing import Any

from bounded_yaml import check_text, too_deep
from emulator.localstack.seams import wraps

WHY = "YAML whose aliases say billions of values is refused before any of them is made."


@wraps("services.cloudformation.engine.yaml_parser:parse_yaml", at="cloudformation", why=WHY)
def parse_yaml(original: Callable[..., Any], input_data: str) -> Any:
    """What a template says; `bounded_yaml.BoundError` when that is too much."""
    return _bounded(input_data, lambda: original(input_data))


@wraps("utils.json:parse_json_or_yaml", why=WHY)
def parse_json_or_yaml(original: Callable[..., Any], markup: str) -> Any:
    """What a description of a REST API says, which is JSON as a rule; `BoundError` when that is too much."""
    try:
        return json.loads(markup)
    except (ValueError, RecursionError):
        return _bounded(markup, lambda: original(markup))


@wraps("ssm.models:Document.__init__", base="moto", at="ssm", why=WHY)
def document(original: Callable[..., Any], self: Any, **given: Any) -> None:
    """A document of Systems Manager; `BoundError` when its content says too much."""
    _bounded(given["content"], lambda: original(self, **given))


def _bounded(text: str, read: Callable[[], Any]) -> Any:
    check_text(text)
    try:
        return read()
    except RecursionError as error:
        raise too_deep() from error
