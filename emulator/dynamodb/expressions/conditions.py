"""Condition, filter and key condition expressions as trees."""

from functools import lru_cache

from emulator.dynamodb.expressions.tokens import ExpressionError, Reader
from emulator.dynamodb.expressions.tree import (
    Between,
    Call,
    Comparison,
    Condition,
    In,
    Logical,
    Not,
    Operand,
    Path,
    Steps,
    Value,
)

COMPARATORS = ("=", "<>", "<", "<=", ">", ">=")
KEYWORDS = ("AND", "OR", "NOT", "BETWEEN", "IN")
Node = Condition | Operand


@lru_cache(maxsize=512)
def parse(text: str) -> Condition:
    """The tree of a condition; functions send the same few again and again."""
    reader = Reader(text)
    found = _Conditions(reader).whole()
    reader.expect_end()
    return found


def read_path(reader: Reader, keywords: tuple[str, ...] = KEYWORDS) -> Path:
    """A document path."""
    steps: Steps = (_read_name(reader, keywords),)
    while reader.is_symbol(".", "["):
        if reader.take().text == ".":
            steps = (*steps, _read_name(reader, keywords))
            continue
        if reader.next.kind != "number":
            raise reader.error()
        steps = (*steps, int(reader.take().text))
        reader.expect("]")
    return Path(steps)


def _read_name(reader: Reader, keywords: tuple[str, ...]) -> str:
    if reader.next.kind not in ("word", "name") or reader.is_word(*keywords):
        raise reader.error()
    return reader.take().text


class _Conditions:
    """Reads by the grammar: OR binds less than AND, which binds less than NOT.

    What stands in parentheses may be a condition or an operand; what follows decides.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._in_parentheses: Node | None = None

    def whole(self) -> Condition:
        """A condition."""
        return self._condition(self._any_of())

    def _any_of(self) -> Node:
        left = self._all_of()
        while self._reader.is_word("OR"):
            self._reader.take()
            left = Logical("OR", self._condition(left), self._condition(self._all_of()))
        return left

    def _all_of(self) -> Node:
        left = self._one()
        while self._reader.is_word("AND"):
            self._reader.take()
            left = Logical("AND", self._condition(left), self._condition(self._one()))
        return left

    def _one(self) -> Node:
        if self._reader.is_word("NOT"):
            self._reader.take()
            return Not(self._condition(self._one()))
        left = self._term()
        if self._reader.is_symbol(*COMPARATORS):
            operator = self._reader.take().text
            return Comparison(operator, self._operand(left), self._operand(self._term()))
        if self._reader.is_word("BETWEEN"):
            self._reader.take()
            low = self._operand(self._term())
            self._reader.expect("AND")
            return Between(self._operand(left), low, self._operand(self._term()))
        if self._reader.is_word("IN"):
            self._reader.take()
            self._reader.expect("(")
            return In(self._operand(left), self._operands())
        return left

    def _term(self) -> Node:
        if self._reader.is_symbol("("):
            self._reader.take()
            found = self._any_of()
            self._reader.expect(")")
            if found is self._in_parentheses:
                raise ExpressionError("The expression has redundant parentheses;")
            self._in_parentheses = found
            return found
        if self._reader.next.kind == "value":
            return Value(self._reader.take().text)
        if self._reader.next.kind == "word" and self._reader.second.text == "(" and not self._is_keyword():
            function = self._reader.take().text
            self._reader.take()
            return Call(function, self._operands())
        return read_path(self._reader)

    def _operands(self) -> tuple[Operand, ...]:
        found = [self._operand(self._term())]
        while self._reader.is_symbol(","):
            self._reader.take()
            found.append(self._operand(self._term()))
        self._reader.expect(")")
        return tuple(found)

    def _is_keyword(self) -> bool:
        return self._reader.is_word(*KEYWORDS)

    def _operand(self, node: Node) -> Operand:
        if isinstance(node, Path | Value | Call):
            return node
        raise self._reader.error()

    def _condition(self, node: Node) -> Condition:
        if isinstance(node, Path | Value):
            raise self._reader.error()
        return node
