"""Update expressions: their actions, and the plainest text that says the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from emulator.dynamodb.expressions.conditions import read_path
from emulator.dynamodb.expressions.tokens import ExpressionError, Reader
from emulator.dynamodb.expressions.tree import Call, Comparison, Operand, Path, Value

SECTIONS = ("SET", "REMOVE", "ADD", "DELETE")


@dataclass(frozen=True)
class Action:
    """What a section does to a path; `value` is None for REMOVE, and a sum or difference only for SET."""

    section: str
    path: Path
    value: Operand | Comparison | None = None


@lru_cache(maxsize=512)
def parse(text: str) -> tuple[Action, ...]:
    """The actions of an update expression, in its order."""
    reader = Reader(text)
    actions: list[Action] = []
    seen: set[str] = set()
    while True:
        if not reader.is_word(*SECTIONS):
            raise reader.error()
        section = reader.take().text.upper()
        if section in seen:
            raise ExpressionError(f'The "{section}" section can only be used once in an update expression;')
        seen.add(section)
        actions.append(_action(reader, section))
        while reader.is_symbol(","):
            reader.take()
            actions.append(_action(reader, section))
        if reader.next.kind == "end":
            return tuple(actions)


def _action(reader: Reader, section: str) -> Action:
    path = read_path(reader, SECTIONS)
    if section == "REMOVE":
        return Action(section, path)
    if section == "SET":
        reader.expect("=")
        return Action(section, path, _set_value(reader))
    if reader.next.kind != "value":
        raise reader.error()
    return Action(section, path, Value(reader.take().text))


def _set_value(reader: Reader) -> Operand | Comparison:
    if not reader.is_symbol("("):
        return _sum(reader, _operand(reader))
    reader.take()
    inner = _sum(reader, _operand(reader))
    reader.expect(")")
    return inner if isinstance(inner, Comparison) else _sum(reader, inner)


def _sum(reader: Reader, left: Operand) -> Operand | Comparison:
    if not reader.is_symbol("+", "-"):
        return left
    operator = reader.take().text
    return Comparison(operator, left, _operand(reader))


def _operand(reader: Reader) -> Operand:
    if reader.is_symbol("("):
        reader.take()
        found = _operand(reader)
        reader.expect(")")
        return found
    if reader.next.kind == "value":
        return Value(reader.take().text)
    if reader.next.kind == "word" and reader.second.text == "(":
        function = reader.take().text
        reader.take()
        operands = [_operand(reader)]
        while reader.is_symbol(","):
            reader.take()
            operands.append(_operand(reader))
        reader.expect(")")
        return Call(function, tuple(operands))
    return read_path(reader, SECTIONS)


def rendered(actions: Iterable[Action]) -> str:
    """The actions as an expression without parentheses that nothing needs, section by section."""
    sections: dict[str, list[str]] = {}
    for action in actions:
        sections.setdefault(action.section, []).append(_rendered(action))
    return " ".join(f"{section} {', '.join(parts)}" for section, parts in sections.items())


def _rendered(action: Action) -> str:
    if action.value is None:
        return text_of(action.path)
    between = " = " if action.section == "SET" else " "
    if isinstance(action.value, Comparison):
        left, right = text_of(action.value.left), text_of(action.value.right)
        return f"{text_of(action.path)}{between}{left} {action.value.operator} {right}"
    return f"{text_of(action.path)}{between}{text_of(action.value)}"


def text_of(operand: Operand) -> str:
    """An operand as an expression has it."""
    if isinstance(operand, Value):
        return operand.name
    if isinstance(operand, Call):
        return f"{operand.function}({', '.join(map(text_of, operand.operands))})"
    head, *rest = operand.steps
    return str(head) + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)
