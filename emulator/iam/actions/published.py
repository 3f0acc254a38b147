"""AWS's service authorization reference as a table: made by requirements/iam_actions.py, shipped as published.json."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
PLACES = ("Partition", "Region", "Account")
"""Placeholders that every request has."""


@dataclass(frozen=True)
class ResourceType:
    """A kind of resource, and the form of its ARN: `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`."""

    name: str
    arn: str

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The placeholders that a request must fill, from left to right."""
        return tuple(name for name in _PLACEHOLDER.findall(self.arn) if name not in PLACES)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches ARNs of this type."""
        pieces = _PLACEHOLDER.split(self.arn)
        literal = (re.escape(piece) if place % 2 == 0 else _width(piece) for place, piece in enumerate(pieces))
        return re.compile("".join(literal))

    def fill(self, values: Mapping[str, str]) -> str:
        """The ARN with `values`; what they lack is `*`."""
        return _PLACEHOLDER.sub(lambda found: values.get(found[1], "*"), self.arn)


@dataclass(frozen=True)
class Action:
    """An action: `level` is List, Read, Write, Tagging or Permissions management, or several of them."""

    name: str
    level: str
    required: tuple[ResourceType, ...]
    optional: tuple[ResourceType, ...]


@cache
def actions(service: str) -> Mapping[str, Action]:
    """The actions of a service by their name in lower case; `service` is the prefix of its actions."""
    table = _tables().get(service, {"actions": {}, "types": {}})
    types = {name: ResourceType(name, arn) for name, arn in table["types"].items()}
    return {name.lower(): _action(name, level, named, types) for name, (level, named) in table["actions"].items()}


def action(name: str) -> Action | None:
    """An action by its full name, like `s3:GetObject`."""
    service, _, bare = name.partition(":")
    return actions(service.lower()).get(bare.lower())


@cache
def _tables() -> dict[str, Any]:
    return json.loads(files(__package__).joinpath("published.json").read_text())["services"]


def _action(name: str, level: str, named: list[str], types: Mapping[str, ResourceType]) -> Action:
    required = tuple(types[one[:-1]] for one in named if one.endswith("*"))
    return Action(name, level, required, tuple(types[one] for one in named if not one.endswith("*")))


def _width(placeholder: str) -> str:
    """Names may hold slashes: those with a path, of objects, log groups and parameters. A stream's label is a time."""
    if placeholder == "StreamLabel":
        return ".+"
    return "[^:]*" if placeholder in PLACES else "[^:]+"
