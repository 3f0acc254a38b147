"""A statement's `Condition`: every test in it must hold.

Rules: IAM user guide, "Condition operators", "…IfExists", "Set operators for multivalued context keys" and "Null".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from emulator.iam.operators import OPERATORS, Operator
from emulator.iam.templates import Context, Template, template

_NULL = "null"


class Quantifier(Enum):
    """How many of a key's values must pass."""

    ONE = ""
    ALL = "forallvalues:"
    ANY = "foranyvalue:"


@dataclass(frozen=True)
class Test:
    """One operator on one condition key. `operator` is None for `Null`, and for what no rule knows."""

    name: str
    key: str
    wanted: tuple[Template, ...]
    operator: Operator | None
    quantifier: Quantifier = Quantifier.ONE
    if_exists: bool = False

    @cached_property
    def keys(self) -> frozenset[str]:
        """The condition keys that it looks at: its own, and those whose values it compares with."""
        return frozenset((self.key,)).union(*(wanted.keys for wanted in self.wanted))

    def holds(self, context: Context, *, unknown: bool) -> bool:
        """True when the request passes; `unknown` is the answer where the operator isn't one of AWS's."""
        values = _values(context.get(self.key))
        if self.operator is None:
            return self._is_null(bool(values)) if self.name.lower() == _NULL else unknown
        if not values:
            return self._holds_without(self.operator)
        passed = (self._passes(self.operator, value, context) for value in values)
        # A negated test of a key with several values says that none of them matches.
        every = self.quantifier is Quantifier.ALL or (self.quantifier is Quantifier.ONE and self.operator.negated)
        return all(passed) if every else any(passed)

    def _is_null(self, there: bool) -> bool:
        return any((wanted.source.lower() == "true") != there for wanted in self.wanted)

    def _holds_without(self, operator: Operator) -> bool:
        if self.if_exists or self.quantifier is Quantifier.ALL:
            return True
        return operator.negated and self.quantifier is Quantifier.ONE

    def _passes(self, operator: Operator, value: str, context: Context) -> bool:
        return operator.negated != any(operator.compare(value, wanted, context) for wanted in self.wanted)

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


def read_conditions(condition: Mapping[str, Mapping[str, Any]] | None, variables: bool) -> tuple[Test, ...]:
    """The tests of a `Condition` element."""
    return tuple(
        _test(name, key, texts(wanted), variables)
        for name, keys in (condition or {}).items()
        for key, wanted in keys.items()
    )


def texts(value: Any) -> tuple[str, ...]:
    """The values of an element, which may stand alone; JSON's own truth values and numbers are texts too."""
    if value is None:
        return ()
    values = value if isinstance(value, list | tuple) else (value,)
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values)


def _test(name: str, key: str, wanted: Iterable[str], variables: bool) -> Test:
    bare = name.lower()
    quantifier = next((q for q in (Quantifier.ALL, Quantifier.ANY) if bare.startswith(q.value)), Quantifier.ONE)
    bare = bare.removeprefix(quantifier.value)
    operator = OPERATORS.get(bare.removesuffix("ifexists"))
    templates = tuple(template(text, variables) for text in wanted)
    return Test(name, key.lower(), templates, operator, quantifier, bare.endswith("ifexists"))


def _values(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value
