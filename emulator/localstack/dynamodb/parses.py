"""moto's parsers and copies, made cheaper: an expression is read once, an item is copied without its generic machinery.

A function sends the same few expressions again and again with other values; moto reads each of them twice a request
and copies the item four times.
"""

import pickle
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.parsing.ast_nodes import (
    DepthFirstTraverser,
    Expression,
    Node,
    UpdateExpression,
    UpdateExpressionFunction,
)

REMEMBERED = 512
"""Expressions of each kind that are kept; the least used goes first."""


def remembered(read: Callable[[str], UpdateExpression]) -> Callable[[str], UpdateExpression]:
    """moto's reading of update expressions; what was read is shared, for moto works on copies of it."""
    return lru_cache(maxsize=REMEMBERED)(read)


def copy_of_value(value: DynamoType, _memo: Any = None) -> DynamoType:
    """A value of its own; one that is a text, a number or bytes can't change and is shared."""
    content = value.value
    if isinstance(content, dict):
        content = {name: _copy_of_part(part) for name, part in content.items()}
    elif isinstance(content, list):
        content = [_copy_of_part(part) for part in content]
    else:
        return value
    made = DynamoType.__new__(DynamoType)
    made.type, made.value = value.type, content
    return made


def _copy_of_part(part: Any) -> Any:
    return copy_of_value(part) if isinstance(part, DynamoType) else part


def copy_of_attributes(attributes: LimitedSizeDict, _memo: Any = None) -> LimitedSizeDict:
    """The attributes without measuring them again for every one of them."""
    made = LimitedSizeDict()
    dict.update(made, {name: _copy_of_part(value) for name, value in attributes.items()})
    return made


def copy_of_item(item: Item, _memo: Any = None) -> Item:
    """An item of its own: its keys and attributes."""
    made = Item.__new__(Item)
    made.__dict__.update({name: _copy_of_field(value) for name, value in item.__dict__.items()})
    return made


def _copy_of_field(value: Any) -> Any:
    return copy_of_attributes(value) if isinstance(value, LimitedSizeDict) else _copy_of_part(value)


def copy_of_tree(node: Node, _memo: Any = None) -> Any:
    """A parsed expression with all its parts; pickle copies it several times as fast as `deepcopy`."""
    return pickle.loads(pickle.dumps(node, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - just made here


def traversed(self: DepthFirstTraverser, node: Any, child_id: int = -1) -> Any:
    """A tree with the nodes that this step of a validation makes of its own: leaves first, as moto goes through it.

    moto compares every node with every kind that the step processes, abstract ones among them.
    """
    step: Any = type(self)
    return _visited(self, _plan_of(step), self._processing_map(), node, child_id)


@dataclass
class _Plan:
    """What a kind of step does with kinds of nodes: those of its map that they are processed as."""

    looks_at_children: bool
    processed_as: dict[type, type | None] = field(default_factory=dict)


@lru_cache(maxsize=64)
def _plan_of(step: type[DepthFirstTraverser]) -> _Plan:
    return _Plan(step.pre_processing_of_child is not DepthFirstTraverser.pre_processing_of_child)


@lru_cache(maxsize=256)
def _is_node(kind: type) -> bool:
    """Nodes are an abstract class, to which `isinstance` is slow."""
    return issubclass(kind, Node)


def _visited(step: DepthFirstTraverser, plan: _Plan, processors: Mapping[type, Any], node: Any, child_id: int) -> Any:
    kind: Any = type(node)
    if not _is_node(kind):
        return node
    parent = node.parent
    for index, child in enumerate(node.children or ()):
        if plan.looks_at_children:
            step.pre_processing_of_child(node, index)
        _visited(step, plan, processors, child, index)
    if kind not in plan.processed_as:
        plan.processed_as[kind] = next((one for one in processors if issubclass(kind, one)), None)
    processed_as = plan.processed_as[kind]
    if processed_as is not None:
        node = processors[processed_as](node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


def clauses_found(self: Node, clause_types: Collection[type]) -> list[Node]:
    """The nodes of these kinds below a node, as moto finds them."""
    found: list[Node] = []
    for child in self.children or ():
        kind: Any = type(child)
        if kind in clause_types:
            found.append(child)
        elif _is_searched(kind):
            found += clauses_found(child, clause_types)
    return found


@lru_cache(maxsize=256)
def _is_searched(kind: type) -> bool:
    return issubclass(kind, Expression | UpdateExpressionFunction)
