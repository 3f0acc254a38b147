"""YAML as CloudFormation reads it, with the short forms of intrinsic functions.

CloudFormation User Guide, "Intrinsic function reference": `!GetAtt a.b` is `Fn::GetAtt: [a, b]`, `!Ref` and
`!Condition` have no `Fn::` before them.
"""

import re
from typing import Any

import yaml

from bounded_yaml import BoundError, check, too_deep

WITHOUT_FN = frozenset({"Ref", "Condition"})


class Malformed(ValueError):
    """A text can't be meant. The message says what is wrong, and where."""


def loaded(text: str) -> Any:
    """What the text says; Malformed for what is neither YAML nor JSON, or says more than the bound."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        check(node)
        return loader.construct_document(node) if node is not None else None
    except BoundError as error:
        raise Malformed(str(error)) from error
    except yaml.YAMLError as error:
        raise Malformed(f"it is neither YAML nor JSON: {error}") from error
    except RecursionError as error:
        raise Malformed(str(too_deep())) from error


class _Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: dates are text, and a key stands once."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    loader.flatten_mapping(node)
    made: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in made:
            raise Malformed(f"line {key_node.start_mark.line + 1}: {key!r} stands twice; name it once")
        made[key] = loader.construct_object(value_node, deep=True)
    return made


def _whole_number(loader: _Loader, node: yaml.ScalarNode) -> int | str:
    """`012345678901` is an account's id, not a number to base eight."""
    text = str(node.value)
    return text if re.fullmatch(r"0\d+", text) else int(loader.construct_yaml_int(node))


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_object(_untagged(node), deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in WITHOUT_FN else f"Fn::{suffix}": value}


def _untagged(node: yaml.Node) -> yaml.Node:
    return yaml.MappingNode("tag:yaml.org,2002:map", node.value, node.start_mark, node.end_mark)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole_number)
_Loader.add_multi_constructor("!", _intrinsic)
