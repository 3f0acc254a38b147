"""From text to pattern: one grammar for each form, told apart by the first character."""

import re
from functools import cache, lru_cache
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, v_args

from emulator.logs.pattern.condition import Condition, Every, Some, joined
from emulator.logs.pattern.delimited import DelimitedPattern, Field, FieldTest
from emulator.logs.pattern.grammar import DELIMITED, JSON, TEXT
from emulator.logs.pattern.json_document import Comparison, JsonPattern, Node, Selector, State, Wildcard
from emulator.logs.pattern.model import Pattern, PatternError
from emulator.logs.pattern.operand import Operand, Text, bare, check, unquoted
from emulator.logs.pattern.regex import Regex
from emulator.logs.pattern.text import Phrase, Term, TextPattern

MAX_LENGTH = 2100
"""Twice AWS's limit, which the API checks: a canonical text may be that much longer than what was written."""

MAX_REGEXES = 2
"""Of one pattern with fields."""

MAX_WILDCARDS_OF_SELECTOR, MAX_WILDCARDS = 1, 3
"""Of one selector, and of all selectors of a JSON pattern."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Pattern:
    """The pattern a text stands for; PatternError, with AWS's message, when it stands for none. Cached."""
    if len(text) > MAX_LENGTH:
        raise PatternError
    try:
        pattern = cast(Pattern, _form(text[:1]).parse(text))
    except UnexpectedCharacters as error:
        raise PatternError.in_term(text[error.pos_in_stream or 0]) from error
    except UnexpectedInput as error:
        raise PatternError from error
    if pattern.has_fields and pattern.regexes > MAX_REGEXES:
        raise PatternError
    return pattern


@v_args(inline=True)
class _Operands(Transformer[Token, Any]):
    """What the two forms with fields have in common. Methods are called with the children of their rule."""

    def quoted(self, text: str) -> Operand:
        return Text(unquoted(text))

    def bare(self, text: str) -> Operand:
        return bare(str(text))

    def regex(self, text: str) -> Operand:
        return Regex.of(text[1:-1])

    def both(self, *parts: Condition[Any]) -> Condition[Any]:
        return joined(Every, parts)

    def either(self, *parts: Condition[Any]) -> Condition[Any]:
        return joined(Some, parts)


@v_args(inline=True)
class _Json(_Operands):
    def start(self, condition: Condition[Node]) -> JsonPattern:
        pattern = JsonPattern(condition)
        if max(pattern.wildcards) > MAX_WILDCARDS_OF_SELECTOR or sum(pattern.wildcards) > MAX_WILDCARDS:
            raise PatternError
        return pattern

    def comparison(self, selector: str, operator: str, operand: Operand) -> Comparison:
        check(operator, operand)
        return Comparison(_selector(selector), str(operator), operand)

    def state(self, selector: str, *words: str) -> State:
        return State(_selector(selector), " ".join(words))


@v_args(inline=True)
class _Delimited(_Operands):
    def start(self, *fields: Field | str) -> DelimitedPattern:
        gaps = [index for index, field in enumerate(fields) if not isinstance(field, Field)]
        if len(gaps) > 1:
            raise PatternError
        known = [field for field in fields if isinstance(field, Field)]
        if not gaps:
            return DelimitedPattern(tuple(known))
        return DelimitedPattern(tuple(known[: gaps[0]]), tuple(known[gaps[0] :]))

    def field(self) -> Field:
        return Field()

    def named(self, name: str) -> Field:
        return Field(str(name))

    def tested(self, condition: Condition[str]) -> Field:
        names = {test.name for test in condition.tests()}
        if len(names) > 1:
            raise PatternError
        return Field(names.pop(), condition)

    def test(self, name: str, operator: str, operand: Operand) -> FieldTest:
        check(operator, operand)
        return FieldTest(str(name), "!=" if operator == "=!" else str(operator), operand)


@v_args(inline=True)
class _Text(Transformer[Token, Any]):
    def start(self, *terms: Term) -> TextPattern:
        return TextPattern(terms)

    def term(self, *parts: Any) -> Term:
        return Term(str(parts[0]) if len(parts) > 1 else "", parts[-1])

    def word(self, text: str) -> Phrase:
        return Phrase(str(text))

    def phrase(self, text: str) -> Phrase:
        return Phrase(unquoted(text))

    def regex(self, text: str) -> Regex:
        return Regex.of(text[1:-1])


STEP = re.compile(r"\.\['(?P<quoted>[^']+)'\]|(?P<wildcard>\.\*|\[\*\])|\.(?P<name>[^.\[]+)|\[(?P<index>\d+)\]")


def _selector(text: str) -> Selector:
    return Selector(tuple(map(_step, STEP.finditer(text))))


def _step(match: re.Match[str]) -> str | int | Wildcard:
    if match["wildcard"]:
        return Wildcard(match["wildcard"])
    return int(match["index"]) if match["index"] else match["quoted"] or match["name"]


def _form(first: str) -> Lark:
    grammar, transformer = {"{": (JSON, _Json), "[": (DELIMITED, _Delimited)}.get(first, (TEXT, _Text))
    return _compiled(grammar, transformer)


@cache
def _compiled(grammar: str, transformer: type[Transformer[Token, Any]]) -> Lark:
    """The parser, made when the first pattern of its form is read."""
    # The transformer runs while parsing, so that no nesting of a pattern is a nesting of calls.
    return Lark(grammar, parser="lalr", transformer=transformer())
