"""The resources of a request: names among its parameters, filled into the published forms of ARNs."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from emulator.iam.actions.call import Call
from emulator.iam.actions.names import SOURCES
from emulator.iam.actions.published import Action, ResourceType

_GIVEN_BY_THE_SERVICE = frozenset(("Id", "ExecutionId", "ExpressId", "MapRunId", "MapRunLabel", "VersionId"))
"""Placeholders that no client names: they are `*`."""
_NOT_HERE = "OpaqueId"
"""Marks EventBridge's second kind of buses, which only its own new clients make."""
_WITH_PATH = "WithPath"
_KINDS = {"role": "iam-role", "user": "iam-user", "group": "iam-group", "policy": "iam-policy", "Secret": "secret"}


def resources_of(call: Call, prefix: str, action: Action) -> tuple[str, ...]:
    """The ARNs that `call` touches by `action`: the most particular types that its parameters name.

    A type that is required and not named is `*` where the name would stand; an action without types is on `*`.
    """
    kinds = [kind for kind in (*action.required, *action.optional) if _NOT_HERE not in kind.own]
    filled = {kind.name: (kind, tuple(_arns(call, prefix, kind))) for kind in kinds}
    named = {name: found for name, found in filled.items() if found[1]}
    required = [kind.name for kind in action.required if kind.name in named]
    chosen = _most_particular(named, required or list(named))
    if chosen:
        return tuple(dict.fromkeys(arn for name in chosen for arn in named[name][1]))
    places = _places(call)
    return tuple(kind.fill(places) for kind in action.required) or ("*",)


def _most_particular(named: Mapping[str, tuple[ResourceType, Any]], chosen: list[str]) -> list[str]:
    """`chosen`, each replaced by a type that has all of its names and more: an index stands for its table."""
    kept: list[str] = []
    for name in chosen:
        own = set(named[name][0].own)
        wider = [other for other in named if own < set(named[other][0].own)]
        kept.extend(wider[:1] or [name])
    return list(dict.fromkeys(kept))


def _arns(call: Call, prefix: str, kind: ResourceType) -> Iterator[str]:
    """ARNs among the parameters that are of this type, or else the type's form with the names that they give."""
    given = list(_given_arns(call, kind))
    if given:
        yield from given
        return
    wanted = [name for name in kind.own if name not in _GIVEN_BY_THE_SERVICE]
    values = [tuple(_names(call, prefix, name)) for name in wanted]
    if wanted and all(values):
        for combination in product(*values):
            found = dict(zip(wanted, combination, strict=True))
            known = call.known.arn(_KINDS.get(kind.name, kind.name), combination[-1], call.account_id, call.region)
            yield known or kind.fill(_places(call) | found)


def _given_arns(call: Call, kind: ResourceType) -> Iterator[str]:
    for value in call.parameters.values():
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, str) and one.startswith("arn:") and kind.pattern.fullmatch(one.removesuffix(":*")):
                yield one.removesuffix(":*")


def _names(call: Call, prefix: str, placeholder: str) -> Iterator[str]:
    sources = SOURCES.get((prefix, placeholder))
    given = _ignoring_case(call.parameters)
    for source in (placeholder,) if sources is None else sources:
        value = _deep(given, source)
        for one in value if isinstance(value, list) else (value,):
            if _is_name(one):
                yield _name(call, placeholder, str(one))


def _is_name(value: Any) -> bool:
    """True for a text or number that isn't an ARN."""
    return (
        isinstance(value, str | int)
        and not isinstance(value, bool)
        and not str(value).startswith("arn:")
        and value != ""
    )


def _name(call: Call, placeholder: str, value: str) -> str:
    """A name as it stands in an ARN: of a queue's URL the end, a path before the name, no slash at the beginning."""
    if placeholder.endswith(_WITH_PATH):
        return (call.text("Path") or "/").lstrip("/") + value
    if placeholder == "ParameterNameWithoutLeadingSlash":
        return value.lstrip("/")
    if placeholder == "OidcProviderName":
        return value.split("//", 1)[-1]
    if placeholder == "Alias":
        return value.removeprefix("alias/")
    return value


def _places(call: Call) -> dict[str, str]:
    return {"Partition": "aws", "Region": call.region, "Account": call.account_id}


def _ignoring_case(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in parameters.items()}


def _deep(given: Mapping[str, Any], source: str) -> Any:
    """A parameter; `Outer.Inner` is one within another."""
    outer, _, inner = source.partition(".")
    value = given.get(outer.lower())
    return value.get(inner) if inner and isinstance(value, Mapping) else value
