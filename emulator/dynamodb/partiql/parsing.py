"""Statements as they are written. StatementError says what isn't understood."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from emulator.dynamodb.partiql.tokens import Reader, StatementError
from emulator.dynamodb.partiql.tree import (
    AttributeValue,
    Between,
    Both,
    Call,
    Compare,
    Condition,
    Delete,
    Exists,
    In,
    Insert,
    Is,
    Not,
    Operand,
    Path,
    Select,
    Statement,
    Sum,
    Update,
    Value,
)

CONDITIONS = frozenset({"attribute_type", "begins_with", "contains"})
OPERANDS = frozenset({"size", "list_append", "set_add", "set_delete"})
OPERATORS = {"=": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
LITERALS: dict[str, AttributeValue] = {"TRUE": {"BOOL": True}, "FALSE": {"BOOL": False}, "NULL": {"NULL": True}}
RETURNING = ("ALL OLD", "MODIFIED OLD", "ALL NEW", "MODIFIED NEW")


def parse(statement: str, parameters: Sequence[AttributeValue] = ()) -> Statement:
    """The statement, with the parameters in the places of its question marks."""
    parser = _Parser(statement, iter(parameters))
    found = parser.statement()
    if next(parser.parameters, None) is not None:
        raise StatementError(PARAMETERS)
    return found


PARAMETERS = "Number of parameters in request and statement don't match."
"""What DynamoDB says of too few and of too many."""


class _Parser(Reader):
    def __init__(self, statement: str, parameters: Iterator[AttributeValue]) -> None:
        super().__init__(statement)
        self.parameters = parameters

    def statement(self) -> Statement:
        kinds: dict[str, Callable[[], Statement]] = {
            "SELECT": self._select, "EXISTS": self._exists, "INSERT": self._insert, "UPDATE": self._update,
            "DELETE": self._delete,
        }  # fmt: skip
        for word, kind in kinds.items():
            if self.has_word(word):
                found = kind()
                self.want_end()
                return found
        raise StatementError(f"Expected a statement, found {self.next.text}")

    def _select(self) -> Select:
        paths = None if self.has_symbol("*") else tuple(self._listed(self._path))
        self.want("FROM")
        table = self.want_name()
        index = self.want_name() if self.has_symbol(".") else None
        where = self._where()
        if not self.has_word("ORDER"):
            return Select(table, index, paths, where)
        self.want("BY")
        order, descending = self.want_name(), self.has_word("DESC")
        if not descending:
            self.has_word("ASC")
        return Select(table, index, paths, where, order, descending)

    def _exists(self) -> Exists:
        self.want("(", "SELECT")
        found = self._select()
        self.want(")")
        return Exists(found)

    def _insert(self) -> Insert:
        self.want("INTO")
        table = self.want_name()
        self.want("VALUE")
        item = self._value()
        if "M" not in item:
            raise StatementError("Expected an item")
        return Insert(table, item["M"])

    def _update(self) -> Update:
        table = self.want_name()
        sets: list[tuple[Path, Operand]] = []
        removes: list[Path] = []
        while self.is_word("SET", "REMOVE"):
            if self.has_word("REMOVE"):
                removes += self._listed(self._path)
            else:
                self.want("SET")
                sets += self._listed(self._assignment)
        if not sets and not removes:
            raise StatementError(f"Expected SET or REMOVE, found {self.next.text}")
        return Update(table, tuple(sets), tuple(removes), self._where(), self._returning(RETURNING))

    def _delete(self) -> Delete:
        self.want("FROM")
        return Delete(self.want_name(), self._where(), self._returning(RETURNING[:1]))

    def _returning(self, allowed: Sequence[str]) -> str | None:
        if not self.has_word("RETURNING"):
            return None
        said = f"{self.take().text} {self.take().text}".upper()
        self.want("*")
        if said not in allowed:
            raise StatementError(f"Expected RETURNING {' * or '.join(allowed)} *, found {said}")
        return said

    def _assignment(self) -> tuple[Path, Operand]:
        path = self._path()
        self.want("=")
        return path, self._sum()

    def _where(self) -> Condition | None:
        return self._any() if self.has_word("WHERE") else None

    def _any(self) -> Condition:
        return self._joined("OR", self._all)

    def _all(self) -> Condition:
        return self._joined("AND", self._condition)

    def _joined(self, word: str, part: Callable[[], Condition]) -> Condition:
        found = [part()]
        while self.has_word(word):
            found.append(part())
        return found[0] if len(found) == 1 else Both(word, tuple(found))

    def _condition(self) -> Condition:
        if self.has_word("NOT"):
            return Not(self._condition())
        if self.has_symbol("("):
            found = self._any()
            self.want(")")
            return found
        left = self._sum()
        if isinstance(left, Call) and left.name in CONDITIONS:
            return left
        return self._compared(left)

    def _compared(self, left: Operand) -> Condition:
        if self.has_word("BETWEEN"):
            low = self._sum()
            self.want("AND")
            return Between(left, low, self._sum())
        if self.has_word("IN"):
            close = {"[": "]", "(": ")"}[self._open("[", "(")]
            among = tuple(self._listed(self._sum))
            self.want(close)
            return In(left, among)
        if self.has_word("IS"):
            return self._is(left)
        for symbol, operator in OPERATORS.items():
            if self.has_symbol(symbol):
                return Compare(operator, left, self._sum())
        raise StatementError(f"Expected a condition, found {self.next.text}")

    def _is(self, left: Operand) -> Condition:
        negated = self.has_word("NOT")
        if not self.is_word("MISSING", "NULL") or not isinstance(left, Path):
            raise StatementError(f"Expected MISSING or NULL of an attribute, found {self.next.text}")
        found = Is(left, self.take().text.upper())
        return Not(found) if negated else found

    def _sum(self) -> Operand:
        left = self._operand()
        while self.is_symbol("+", "-"):
            left = Sum(self.take().text, left, self._operand())
        return left

    def _operand(self) -> Operand:
        if self.next.kind == "word" and self.next.text.lower() in CONDITIONS | OPERANDS:
            name = self.next.text.lower()
            path = self._path()
            if not self.has_symbol("("):
                return path
            arguments = tuple(self._listed(self._sum))
            self.want(")")
            return Call(name, arguments)
        if self.next.kind in ("word", "name") and not self.is_word(*LITERALS):
            return self._path()
        return Value(self._value())

    def _path(self) -> Path:
        parts: list[str | int] = [self.want_name()]
        while self.is_symbol(".", "["):
            if self.has_symbol("."):
                parts.append(self.want_name())
                continue
            self.want("[")
            if self.next.kind != "number":
                raise StatementError(f"Expected an index, found {self.next.text}")
            parts.append(int(self.take().text))
            self.want("]")
        return Path(tuple(parts))

    def _value(self) -> AttributeValue:
        if self.has_symbol("?"):
            given = next(self.parameters, None)
            if given is None:
                raise StatementError(PARAMETERS)
            return given
        for word, literal in LITERALS.items():
            if self.has_word(word):
                return literal
        if self.next.kind == "text":
            return {"S": self.take().text}
        return self._number() if self.next.kind == "number" or self.is_symbol("-", "+") else self._collection()

    def _number(self) -> AttributeValue:
        sign = self.take().text if self.is_symbol("-", "+") else ""
        if self.next.kind != "number":
            raise StatementError(f"Expected a number, found {self.next.text}")
        return {"N": sign.replace("+", "") + self.take().text}

    def _collection(self) -> AttributeValue:
        opened = self._open("[", "{", "<<")
        if opened == "{":
            return {"M": dict(self._until("}", self._pair))}
        if opened == "[":
            return {"L": list(self._until("]", self._value))}
        return _set_of(list(self._until(">>", self._value)))

    def _pair(self) -> tuple[str, AttributeValue]:
        if self.next.kind not in ("text", "name"):
            raise StatementError(f"Expected an attribute's name, found {self.next.text}")
        name = self.take().text
        self.want(":")
        return name, self._value()

    def _open(self, *symbols: str) -> str:
        if not self.is_symbol(*symbols):
            raise StatementError(f"Expected a value, found {self.next.text}")
        return self.take().text

    def _until(self, close: str, part: Callable[[], Any]) -> Iterator[Any]:
        if not self.has_symbol(close):
            yield from self._listed(part)
            self.want(close)

    def _listed(self, part: Callable[[], Any]) -> Iterator[Any]:
        yield part()
        while self.has_symbol(","):
            yield part()


def _set_of(members: list[AttributeValue]) -> AttributeValue:
    kinds = {kind for member in members for kind in member}
    if len(kinds) != 1 or not kinds <= {"S", "N", "B"}:
        raise StatementError("A set has members of one type: strings, numbers or binary values")
    (kind,) = kinds
    return {f"{kind}S": [member[kind] for member in members]}
