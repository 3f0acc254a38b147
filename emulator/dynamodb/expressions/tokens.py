"""The words of an expression, and a reader whose errors are DynamoDB's."""

import re

from emulator.dynamodb.words import Token, Words

_TOKEN = re.compile(
    r"\s*(?:(?P<name>#[A-Za-z0-9_]+)|(?P<value>:[A-Za-z0-9_]+)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>[0-9]+)"
    r"|(?P<symbol><>|<=|>=|[=<>(),.\[\]+-])|(?P<other>\S))"
)


class ExpressionError(ValueError):
    """What DynamoDB says of an expression, without the words that name which one."""


class Reader(Words):
    """The words of `text`: name, value, word, number, symbol. A syntax error names the word that isn't understood."""

    def __init__(self, text: str) -> None:
        if not text.strip():
            raise ExpressionError("The expression can not be empty;")
        self._text = text
        super().__init__([_token(match) for match in _TOKEN.finditer(text)])

    def expect(self, text: str) -> None:
        """Read that symbol or keyword; a syntax error when something else stands there."""
        if not (self.is_symbol(text) or self.is_word(text)):
            raise self.error()
        self.take()

    def expect_end(self) -> None:
        """A syntax error unless everything is read."""
        if self.next.kind != "end":
            raise self.error()

    def error(self) -> ExpressionError:
        """The syntax error at the next word, with the words beside it."""
        before, after = self._tokens[max(self._at - 1, 0)], self.second
        near = self._text[before.start : after.end].strip()
        return ExpressionError(f'Syntax error; token: "{self.next.text}", near: "{near}"')


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or "other"
    return Token(kind, match[kind], match.start(kind), match.end())
