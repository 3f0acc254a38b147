"""Metric math, read: an expression's text becomes a tree.

Source: user guide, "Using math expressions with CloudWatch metrics". Read are numbers, ids, arrays, `+ - * / ^`,
comparisons, `AND`/`OR` and the functions of `metric_math`; anything else (SEARCH, SELECT, ANOMALY_DETECTION_BAND, …) is
refused where the expression is put in.
"""

import re
from dataclasses import dataclass

FUNCTIONS = frozenset(
    {
        "ABS",
        "AVG",
        "CEIL",
        "DATAPOINT_COUNT",
        "DIFF",
        "EPOCH",
        "FILL",
        "FIRST",
        "FLOOR",
        "IF",
        "LAST",
        "LOG",
        "LOG10",
        "MAX",
        "METRICS",
        "MIN",
        "PERIOD",
        "RATE",
        "REPEAT",
        "RUNNING_SUM",
        "STDDEV",
        "SUM",
    }
)
PRECEDENCE = {
    **dict.fromkeys(("OR", "||"), 1),
    **dict.fromkeys(("AND", "&&"), 2),
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys(("<", ">", "<=", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/"), 6),
    "^": 7,
}
ARRAY, NEGATIVE, MINUS = "[]", "NEGATIVE", "-"
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<name>[A-Za-z_]\w*)|(?P<sign>[<>=!]=|&&|\|\||[-+*/^()<>,\[\]]))"
)


class ExpressionError(ValueError):
    """The expression can't be read or computed; the message says why."""


@dataclass(frozen=True)
class Call:
    """An operator or function applied to terms."""

    name: str
    terms: tuple["Node", ...]


Node = float | str | Call
"""A number, the id of another query, or a call."""


@dataclass(frozen=True)
class Expression:
    """The text of an expression, and the tree that it is."""

    text: str
    root: Node

    @classmethod
    def parse(cls, text: str) -> "Expression":
        """The expression; ExpressionError when it can't be read or uses what isn't supported."""
        parser = _Parser(_tokens(text))
        root = parser.expression(0)
        if parser.rest:
            raise ExpressionError(f"unexpected {parser.rest[0]!r} in {text!r}")
        return cls(text, root)

    @property
    def ids(self) -> list[str]:
        """The ids of other queries that the expression names."""
        return list(dict.fromkeys(_ids(self.root)))

    @property
    def functions(self) -> frozenset[str]:
        """The operators and functions that it calls."""
        return frozenset(_functions(self.root))


def _ids(node: Node) -> list[str]:
    if isinstance(node, str):
        return [node]
    return [name for term in node.terms for name in _ids(term)] if isinstance(node, Call) else []


def _functions(node: Node) -> list[str]:
    if not isinstance(node, Call):
        return []
    return [node.name, *(name for term in node.terms for name in _functions(term))]


def _tokens(text: str) -> list[str]:
    found, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError(f"unexpected text at character {position + 1} of {text!r}")
        found.append(match[0].strip())
        position = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.rest = tokens

    def expression(self, binds: int) -> Node:
        node = self._term()
        while self.rest and PRECEDENCE.get(self.rest[0], 0) > binds:
            name = self.rest.pop(0)
            node = Call(name, (node, self.expression(PRECEDENCE[name])))
        return node

    def _term(self) -> Node:
        token = self._next()
        if token == MINUS:
            return Call(NEGATIVE, (self.expression(PRECEDENCE["*"]),))
        if token == "(":  # noqa: S105 - a bracket
            node = self.expression(0)
            self._expect(")")
            return node
        if token == "[":  # noqa: S105 - a bracket
            return Call(ARRAY, self._list("]"))
        if token[0].isdigit() or token[0] == ".":
            return float(token)
        return token if token[0].islower() else self._call(token)

    def _call(self, name: str) -> Node:
        if name not in FUNCTIONS:
            raise ExpressionError(f"{name!r} is not supported")
        if not self.rest or self.rest[0] != "(":
            return Call(name, ())
        self.rest.pop(0)
        return Call(name, self._list(")"))

    def _list(self, close: str) -> tuple[Node, ...]:
        nodes: list[Node] = []
        while self.rest and self.rest[0] != close:
            nodes.append(self.expression(0))
            if not self.rest or self.rest[0] != ",":
                break
            self.rest.pop(0)
        self._expect(close)
        return tuple(nodes)

    def _next(self) -> str:
        if not self.rest:
            raise ExpressionError("the expression ends where a term is expected")
        return self.rest.pop(0)

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise ExpressionError(f"{token!r} is expected")
