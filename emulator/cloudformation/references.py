"""What a resource of a template refers to, and the order that follows from it."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")
"""A variable of Fn::Sub; `${!Literal}` is none."""

Dependencies = Mapping[str, Collection[str]]
"""Of each name the names that it depends on."""


class CircularError(ValueError):
    """Names depend on each other in a circle; `names` are in it."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def names_in(value: Any) -> Iterator[str]:
    """Every name that Ref, Fn::GetAtt and Fn::Sub in `value` refer to: parameters and pseudo parameters too."""
    if isinstance(value, list):
        for one in value:
            yield from names_in(one)
    elif isinstance(value, dict):
        for key, argument in value.items():
            yield from _names_of(key, argument)


def _names_of(key: str, argument: Any) -> Iterator[str]:
    if key == "Ref" and isinstance(argument, str):
        yield argument
    elif key == "Fn::GetAtt":
        yield from _attribute_owner(argument)
    elif key == "Fn::Sub":
        yield from _substituted(argument)
    else:
        yield from names_in(argument)


def _attribute_owner(argument: Any) -> Iterator[str]:
    owner = argument.partition(".")[0] if isinstance(argument, str) else argument[0] if argument else None
    if isinstance(owner, str):
        yield owner


def _substituted(argument: Any) -> Iterator[str]:
    text, own = (argument, {}) if isinstance(argument, str) else (argument[0], argument[1])
    for name in _VARIABLE.findall(text):
        if name not in own:
            yield name.strip().partition(".")[0]
    yield from names_in(own)


def depends_on(resource: Mapping[str, Any]) -> set[str]:
    """The names that one resource depends on: what its properties refer to, and its DependsOn."""
    explicit = resource.get("DependsOn") or []
    return {*names_in(resource.get("Properties") or {}), *([explicit] if isinstance(explicit, str) else explicit)}


def dependencies(resources: Mapping[str, Mapping[str, Any]]) -> dict[str, set[str]]:
    """Of each resource the other resources that it depends on."""
    return {name: depends_on(resource) & set(resources) for name, resource in resources.items()}


def creation_order(graph: Dependencies) -> list[str]:
    """Every name after all that it depends on, else as given; raises CircularError. Names outside are left out."""
    order: list[str] = []
    for name in graph:
        _visit(name, graph, order, [])
    return order


def _visit(name: str, graph: Dependencies, order: list[str], path: list[str]) -> None:
    if name in path:
        raise CircularError(path[path.index(name) :])
    if name in order or name not in graph:
        return
    for other in sorted(graph[name]):
        _visit(other, graph, order, [*path, name])
    order.append(name)


def deletion_order(graph: Dependencies) -> list[str]:
    """Every name before all that it depends on."""
    return creation_order(graph)[::-1]
