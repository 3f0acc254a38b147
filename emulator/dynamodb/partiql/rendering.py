"""Conditions, paths and changes as DynamoDB's expressions, with placeholders for every name and value."""

from dataclasses import dataclass, field
from typing import Any

from emulator.dynamodb.partiql.tokens import StatementError
from emulator.dynamodb.partiql.tree import (
    AttributeValue,
    Between,
    Both,
    Call,
    Compare,
    Condition,
    In,
    Is,
    Not,
    Operand,
    Path,
    Sum,
    Update,
    Value,
)


@dataclass
class Rendering:
    """Renders parts of one request; `placeholders` are those that it has used."""

    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, AttributeValue] = field(default_factory=dict)

    def placeholders(self) -> dict[str, Any]:
        """What a request says of them: nothing of what there is none of."""
        said = {
            "ExpressionAttributeNames": {short: name for name, short in self.names.items()},
            "ExpressionAttributeValues": self.values,
        }
        return {member: found for member, found in said.items() if found}

    def path(self, path: Path) -> str:
        """A document path."""
        text = ""
        for part in path.parts:
            if isinstance(part, int):
                text += f"[{part}]"
            else:
                text += f".{self.names.setdefault(part, f'#n{len(self.names)}')}"
        return text[1:]

    def value(self, value: AttributeValue) -> str:
        """A value."""
        short = f":v{len(self.values)}"
        self.values[short] = value
        return short

    def operand(self, operand: Operand) -> str:
        """A path, a value, a sum, or a function of them."""
        match operand:
            case Path():
                return self.path(operand)
            case Value(value):
                return self.value(value)
            case Sum(sign, left, right):
                return f"{self.operand(left)} {sign} {self.operand(right)}"
            case Call("size" | "list_append", arguments):
                return f"{operand.name}({', '.join(self.operand(each) for each in arguments)})"
        raise StatementError(f"{operand.name} can't stand there")

    def condition(self, condition: Condition) -> str:
        """A condition; what has parts is in parentheses, except on the outside."""
        match condition:
            case Compare(operator, left, right):
                text = f"{self.operand(left)} {operator} {self.operand(right)}"
            case Between(operand, low, high):
                text = f"{self.operand(operand)} BETWEEN {self.operand(low)} AND {self.operand(high)}"
            case In(operand, among):
                text = f"{self.operand(operand)} IN ({', '.join(self.operand(each) for each in among)})"
            case Is(path, "MISSING"):
                text = f"attribute_not_exists({self.path(path)})"
            case Is(path, _):
                text = f"attribute_type({self.path(path)}, {self.value({'S': 'NULL'})})"
            case Not(inner):
                text = f"NOT {self._inside(inner)}"
            case Both(word, conditions):
                text = f" {word} ".join(self._inside(each) for each in conditions)
            case Call(name, arguments):
                text = f"{name}({', '.join(self.operand(each) for each in arguments)})"
        return text

    def update(self, update: Update) -> str:
        """An update expression: `set_add` and `set_delete` of an attribute are ADD and DELETE."""
        clauses: dict[str, list[str]] = {"SET": [], "REMOVE": [], "ADD": [], "DELETE": []}
        for path, operand in update.sets:
            if isinstance(operand, Call) and operand.name in ("set_add", "set_delete"):
                clause = "ADD" if operand.name == "set_add" else "DELETE"
                if len(operand.arguments) != 2 or operand.arguments[0] != path:
                    raise StatementError(f"{operand.name} changes the attribute that it is assigned to")
                clauses[clause].append(f"{self.path(path)} {self.operand(operand.arguments[1])}")
            else:
                clauses["SET"].append(f"{self.path(path)} = {self.operand(operand)}")
        clauses["REMOVE"] = [self.path(path) for path in update.removes]
        return " ".join(f"{clause} {', '.join(parts)}" for clause, parts in clauses.items() if parts)

    def _inside(self, condition: Condition) -> str:
        text = self.condition(condition)
        return f"({text})" if isinstance(condition, Both | Not | Between) else text
