"""moto's parsers and copies, made cheaper: an expression is read once, an item is copied without its generic machinery.

A function sends the same few expressions again and again with other values; moto reads each of them twice a request
and copies the item four times.
"""

import pickle
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, LimitedSizeDict
from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser, Node, UpdateExpression

REMEMBERED = 512
"""Expressions of each kind that are kept; the least used goes first."""


def remembered(read: Callable[[str], UpdateExpression]) -> Callable[[str], UpdateExpression]:
    """moto's reading of update expressions; what was read is shared, for moto works on copies of it."""
    return lru_cache(maxsize=REMEMBERED)(read)


def copy_of_value(value: DynamoType, _memo: Any = None) -> DynamoType:
    """A value of its own; text, numbers and bytes can't change and are shared."""
    made = DynamoType.__new__(DynamoType)
    made.type, content = value.type, value.value
    if isinstance(content, dict):
        made.value = {name: _copy_of_part(part) for name, part in content.items()}
    elif isinstance(content, list):
        made.value = [_copy_of_part(part) for part in content]
    else:
        made.value = content
    return made


def _copy_of_part(part: Any) -> Any:
    return copy_of_value(part) if isinstance(part, DynamoType) else part


def copy_of_attributes(attributes: LimitedSizeDict, _memo: Any = None) -> LimitedSizeDict:
    """The attributes without measuring them again for every one of them."""
    made = LimitedSizeDict()
    dict.update(made, {name: _copy_of_part(value) for name, value in attributes.items()})
    return made


def copy_of_tree(node: Node, _memo: Any = None) -> Any:
    """A parsed expression with all its parts; pickle copies it several times as fast as `deepcopy`."""
    return pickle.loads(pickle.dumps(node, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - just made here


def traversed(self: DepthFirstTraverser, node: Any, child_id: int = -1) -> Any:
    """A tree with the nodes that this step of a validation makes of its own: leaves first, as moto goes through it.

    moto compares every node with every kind that the step processes, abstract ones among them.
    """
    if not isinstance(node, Node):
        return node
    own, parent = self.__dict__, node.parent
    looks = own.get("_looks_at_children")
    if looks is None:
        looks = type(self).pre_processing_of_child is not DepthFirstTraverser.pre_processing_of_child
        own["_looks_at_children"], own["_steps"] = looks, {}
    for index, child in enumerate(node.children or ()):
        if looks:
            self.pre_processing_of_child(node, index)
        if isinstance(child, Node):
            traversed(self, child, index)
    steps = own["_steps"]
    kind = type(node)
    if kind not in steps:
        steps[kind] = next((step for one, step in self._processing_map().items() if issubclass(kind, one)), None)
    if steps[kind] is not None:
        node = steps[kind](node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node
