"""The words of an expression, and a reader that goes through them."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s*(?:(?P<name>#[A-Za-z0-9_]+)|(?P<value>:[A-Za-z0-9_]+)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>[0-9]+)"
    r"|(?P<symbol><>|<=|>=|[=<>(),.\[\]+-])|(?P<other>\S))"
)
END = "<EOF>"


class ExpressionError(ValueError):
    """What DynamoDB says of an expression, without the words that name which one."""


@dataclass(frozen=True)
class Token:
    """One word: `kind` is name, value, word, number, symbol, or end."""

    kind: str
    text: str
    start: int
    end: int


class Reader:
    """The words of `text`, one after the other. A syntax error names the word that isn't understood."""

    def __init__(self, text: str) -> None:
        if not text.strip():
            raise ExpressionError("The expression can not be empty;")
        self._text = text
        found = [
            Token(
                match.lastgroup or "other", match[match.lastgroup or 0], match.start(match.lastgroup or 0), match.end()
            )
            for match in _TOKEN.finditer(text)
        ]
        self._tokens = [*found, Token("end", END, len(text), len(text))]
        self._at = 0

    @property
    def next(self) -> Token:
        """The word that is next."""
        return self._tokens[self._at]

    @property
    def second(self) -> Token:
        """The word after the next."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The next word, which is read then."""
        token = self.next
        self._at += 1
        return token

    def is_symbol(self, *symbols: str) -> bool:
        """Whether the next word is one of those symbols."""
        return self.next.kind == "symbol" and self.next.text in symbols

    def is_keyword(self, *words: str) -> bool:
        """Whether the next word is one of those keywords, in capitals here and in any letters there."""
        return self.next.kind == "word" and self.next.text.upper() in words

    def expect(self, text: str) -> None:
        """Read that symbol or keyword; a syntax error when something else stands there."""
        if self.next.kind not in ("symbol", "word") or self.next.text.upper() != text:
            raise self.error()
        self.take()

    def expect_end(self) -> None:
        """A syntax error unless everything is read."""
        if self.next.kind != "end":
            raise self.error()

    def error(self) -> ExpressionError:
        """The syntax error at the next word, with the words beside it."""
        before, after = self._tokens[max(self._at - 1, 0)], self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        near = self._text[before.start : after.end].strip()
        return ExpressionError(f'Syntax error; token: "{self.next.text}", near: "{near}"')
