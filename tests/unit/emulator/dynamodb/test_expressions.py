"""What DynamoDB says of expressions, by its developer guide and in the words that its users report."""

from typing import Any

import pytest

from emulator.dynamodb.expressions import conditions, projections, updates
from emulator.dynamodb.expressions.checks import Scope, check_condition, check_projection, check_update
from emulator.dynamodb.expressions.keys import key_conditions
from emulator.dynamodb.expressions.tokens import ExpressionError

VALUES: dict[str, dict[str, Any]] = {
    ":s": {"S": "b"}, ":t": {"S": "a"}, ":n": {"N": "10"}, ":m": {"N": "9"}, ":b": {"BOOL": True},
    ":l": {"L": []}, ":ss": {"SS": ["x"]}, ":bytes": {"B": "YQ=="}, ":type": {"S": "STRING"}, ":kind": {"S": "NS"},
}  # fmt: skip
SCOPE = Scope({"#p": "p", "#a": "a", "#r": "size"}, VALUES, frozenset({"SIZE", "NAME"}))


def refused(text: str, kind: str) -> str:
    read: Any = {"condition": conditions.parse, "update": updates.parse, "projection": projections.parse}[kind]
    check: Any = {"condition": check_condition, "update": check_update, "projection": check_projection}[kind]
    try:
        check(read(text), SCOPE)
    except ExpressionError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "text",
    [
        "p = :s", ":s <= p", "(p = :s) AND (a = :n)", "NOT p = :s", "NOT (p = :s OR #a IN (:n, :m))",
        "p BETWEEN :t AND :s AND a = :n", "a.b[12].c <> :n", "size(a) > :n",
        "begins_with(p, :bytes)", "p = :s or a = :n and #r = :n", "a=:n AND\tp<>:s", "(a) = (:n)", "contains(a, :ss)",
    ],
)  # fmt: skip
def test_a_condition_is_taken(text: str) -> None:
    assert refused(text, "condition") == ""


_OPERAND = "Incorrect operand type for operator or function; operator or function: "


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The expression can not be empty;"),
        ("p = ", 'Syntax error; token: "<EOF>", near: "="'),
        ("p == :s", 'Syntax error; token: "=", near: "== :s"'),
        ("p = :s q = :s", 'Syntax error; token: "q", near: ":s q ="'),
        ("p", 'Syntax error; token: "<EOF>", near: "p"'),
        ("((p = :s)) AND a = :n", "The expression has redundant parentheses;"),
        ("((p)) = :s", "The expression has redundant parentheses;"),
        ("foo(p)", "Invalid function name; function: foo"),
        ("if_not_exists(p, :s)", "The function is not allowed in a condition expression; function: if_not_exists"),
        ("size(p)", "The function is not allowed to be used this way in an expression; function: size"),
        ("begins_with(p, :s) = :b",
         "The function is not allowed to be used this way in an expression; function: begins_with"),
        ("name = :s", "Attribute name is a reserved keyword; reserved keyword: name"),
        ("#x = :s", "An expression attribute name used in the document path is not defined; attribute name: #x"),
        ("p = :x", "An expression attribute value used in expression is not defined; attribute value: :x"),
        ("begins_with(p)",
         "Incorrect number of operands for operator or function; operator or function: begins_with, "
         "number of operands: 1"),
        ("p = #p",
         "The first operand must be distinct from the remaining operands for this operator or function; "
         "operator: =, first operand: [p]"),
        ("begins_with(p, :n)", f"{_OPERAND}begins_with, operand type: N"),
        ("size(:n) > :n", f"{_OPERAND}size, operand type: N"),
        ("p < :b", f"{_OPERAND}<, operand type: BOOL"),
        ("attribute_type(p, :n)", f"{_OPERAND}attribute_type, operand type: N"),
        ("attribute_type(p, :type)",
         "Invalid attribute type name found; type: STRING, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"),
        ("attribute_exists(:s)",
         "Operator or function requires a document path; operator or function: attribute_exists"),
        ("p BETWEEN :s AND :t",
         "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
         "lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}"),
        ("p BETWEEN :n AND :m",
         "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
         "lower bound operand: AttributeValue: {N:10}, upper bound operand: AttributeValue: {N:9}"),
        ("p BETWEEN :n AND :s",
         "The BETWEEN operator requires same data type for lower and upper bounds; "
         "lower bound operand: AttributeValue: {N:10}, upper bound operand: AttributeValue: {S:b}"),
    ],
)  # fmt: skip
def test_a_condition_is_refused(text: str, said: str) -> None:
    assert refused(text, "condition") == said


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("SET q = (e + :n)", "SET q = e + :n"),
        ("set q=e-:n remove a.b[3]", "SET q = e - :n REMOVE a.b[3]"),
        ("ADD a :n DELETE #p :ss SET x = if_not_exists(x, :n) + :m",
         "ADD a :n DELETE #p :ss SET x = if_not_exists(x, :n) + :m"),
        ("SET l = list_append(l, (:l))", "SET l = list_append(l, :l)"),
    ],
)  # fmt: skip
def test_an_update_is_taken_in_its_plainest_form(text: str, plain: str) -> None:
    assert refused(text, "update") == ""
    assert updates.rendered(updates.parse(text)) == plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SET q = a + :n + :n", 'Syntax error; token: "+", near: ":n + :n"'),
        ("PUT q = :n", 'Syntax error; token: "PUT", near: "PUT q"'),
        ("SET a = :n SET p = :n", 'The "SET" section can only be used once in an update expression;'),
        ("SET a = :n, #a.b = :n",
         "Two document paths overlap with each other; must remove or rewrite one of these paths; "
         "path one: [a], path two: [a, b]"),
        ("SET a.b = :n REMOVE a[0]",
         "Two document paths conflict with each other; must remove or rewrite one of these paths; "
         "path one: [a, b], path two: [a, [0]]"),
        ("SET a = p + :s", f"{_OPERAND}+, operand type: S"),
        ("SET a = list_append(a, :n)", f"{_OPERAND}list_append, operand type: N"),
        ("SET a = size(p)", "The function is not allowed in an update expression; function: size"),
        ("ADD a :s",
         "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, "
         "typeSet: ALLOWED_FOR_ADD_OPERAND"),
        ("SET size = :n", "Attribute name is a reserved keyword; reserved keyword: size"),
    ],
)  # fmt: skip
def test_an_update_is_refused(text: str, said: str) -> None:
    assert refused(text, "update") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a, b.c[0], #p", ""),
        ("a, #a",
         "Two document paths overlap with each other; must remove or rewrite one of these paths; "
         "path one: [a], path two: [a]"),
        ("a,", 'Syntax error; token: "<EOF>", near: ","'),
        ("a b", 'Syntax error; token: "b", near: "a b"'),
        ("name", "Attribute name is a reserved keyword; reserved keyword: name"),
    ],
)  # fmt: skip
def test_a_projection(text: str, said: str) -> None:
    assert refused(text, "projection") == said


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("p = :s", {"p": "p = :s"}),
        (":s = #p AND :n <= a", {"p": "#p = :s", "a": "a >= :n"}),
        ("(p = :s) AND (a BETWEEN :m AND :n)", {"p": "p = :s", "a": "a BETWEEN :m AND :n"}),
        ("begins_with(a, :t) and p = :s", {"p": "p = :s", "a": "begins_with(a, :t)"}),
    ],
)
def test_key_conditions_are_read(text: str, read: dict[str, str]) -> None:
    found = key_conditions(conditions.parse(text), SCOPE.names)
    assert {name: str(condition) for name, condition in found.items()} == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("p = :s AND a <> :n", "Invalid operator used in KeyConditionExpression: <>"),
        ("p = :s OR a = :n", "Invalid operator used in KeyConditionExpression: OR"),
        ("p = :s AND NOT a = :n", "Invalid operator used in KeyConditionExpression: NOT"),
        ("p = :s AND a IN (:n)", "Invalid operator used in KeyConditionExpression: IN"),
        ("p = :s AND contains(a, :n)", "Invalid operator used in KeyConditionExpression: contains"),
        ("p = a", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"),
        (":s = :t", "Invalid condition in KeyConditionExpression: No key attribute specified"),
        ("p.q = :s", "KeyConditionExpressions cannot have conditions on nested attributes"),
        ("p = :s AND p = :t", "KeyConditionExpressions must only contain one condition per key"),
        ("size(p) = :n", "KeyConditionExpressions cannot contain nested operations"),
        (":s BETWEEN p AND :t",
         "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first "
         "operand"),
    ],
)  # fmt: skip
def test_key_conditions_are_refused(text: str, said: str) -> None:
    with pytest.raises(ExpressionError) as failed:
        key_conditions(conditions.parse(text), SCOPE.names)
    assert str(failed.value) == said
