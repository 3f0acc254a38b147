"""The values of a template's parameters, checked by what the template says of them."""

import re
from collections.abc import Mapping
from typing import Any

from emulator.cloudformation.template import TemplateError

Declared = Mapping[str, Any]


def check_parameters(template: Mapping[str, Any], values: Mapping[str, str | None]) -> None:
    """Refuse values of parameters that the template doesn't have, and those that it doesn't allow."""
    declared: Mapping[str, Declared] = template.get("Parameters") or {}
    if unknown := sorted(set(values) - set(declared)):
        raise TemplateError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    for name, declaration in declared.items():
        value = values.get(name, declaration.get("Default"))
        if value is not None and not str(declaration.get("Type", "")).startswith("AWS::SSM::Parameter::Value"):
            _check(name, declaration, str(value))


def _check(name: str, declaration: Declared, value: str) -> None:
    problem = (
        _not_a_number(declaration, value)
        or _not_allowed(declaration, value)
        or _not_matching(declaration, value)
        or _out_of_range(declaration, value)
    )
    if problem:
        raise TemplateError(
            (declaration.get("ConstraintDescription") and _described(name, declaration))
            or f"Parameter '{name}' {problem}"
        )


def _described(name: str, declaration: Declared) -> str:
    return f"Parameter {name} failed to satisfy constraint: {declaration['ConstraintDescription']}"


def _items(declaration: Declared, value: str) -> list[str]:
    lists = str(declaration.get("Type")).startswith("List<") or declaration.get("Type") == "CommaDelimitedList"
    return [item.strip() for item in value.split(",")] if lists else [value]


def _not_a_number(declaration: Declared, value: str) -> str | None:
    if declaration.get("Type") not in ("Number", "List<Number>"):
        return None
    numbers = all(re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", item) for item in _items(declaration, value))
    return None if numbers else "must be a number."


def _not_allowed(declaration: Declared, value: str) -> str | None:
    allowed = declaration.get("AllowedValues")
    if allowed is None or all(item in map(_text, allowed) for item in _items(declaration, value)):
        return None
    return f"must be one of AllowedValues [{', '.join(map(_text, allowed))}]"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _not_matching(declaration: Declared, value: str) -> str | None:
    pattern = declaration.get("AllowedPattern")
    if pattern is None or all(re.fullmatch(pattern, item) for item in _items(declaration, value)):
        return None
    return f"must match pattern {pattern}"


def _out_of_range(declaration: Declared, value: str) -> str | None:
    measured = float(value) if declaration.get("Type") == "Number" else len(value)
    of = "Value" if declaration.get("Type") == "Number" else "Length"
    if f"Min{of}" in declaration and measured < float(declaration[f"Min{of}"]):
        return f"must have a {of.lower()} of at least {declaration[f'Min{of}']}"
    if f"Max{of}" in declaration and measured > float(declaration[f"Max{of}"]):
        return f"must have a {of.lower()} of at most {declaration[f'Max{of}']}"
    return None
