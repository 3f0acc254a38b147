"""The words of a statement, and a reader that goes through them."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>\"(?:[^\"]|\"\")*\")|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<symbol><<|>>|<>|!=|<=|>=|[=<>()\[\]{},.:*?+-])|(?P<other>\S))"
)
END = "<EOF>"


class StatementError(ValueError):
    """Why a statement isn't one."""


@dataclass(frozen=True)
class Token:
    """A word: `kind` is text, name, number, word, symbol, other or end. Quotes are gone; keywords are as written."""

    kind: str
    text: str


def words(statement: str) -> list[Token]:
    """The words, and an end."""
    found = []
    for match in _TOKEN.finditer(statement):
        kind = match.lastgroup or "other"
        text = match[kind]
        if kind in ("text", "name"):
            text = text[1:-1].replace(text[0] * 2, text[0])
        found.append(Token(kind, text))
    return [*found, Token("end", END)]


class Reader:
    """Goes through the words of a statement."""

    def __init__(self, statement: str) -> None:
        self._tokens = words(statement)
        self._at = 0

    @property
    def next(self) -> Token:
        """The word that is next."""
        return self._tokens[self._at]

    def take(self) -> Token:
        """The next word, which is read then."""
        token = self.next
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def is_symbol(self, *symbols: str) -> bool:
        """Whether one of the symbols is next."""
        return self.next.kind == "symbol" and self.next.text in symbols

    def is_word(self, *keywords: str) -> bool:
        """Whether one of the keywords, in capitals here, is next."""
        return self.next.kind == "word" and self.next.text.upper() in keywords

    def has_symbol(self, *symbols: str) -> bool:
        """Read one of the symbols if it is next."""
        return self.is_symbol(*symbols) and bool(self.take())

    def has_word(self, *keywords: str) -> bool:
        """Read one of the keywords if it is next."""
        return self.is_word(*keywords) and bool(self.take())

    def want(self, *expected: str) -> None:
        """Read these words or symbols, one after the other."""
        for each in expected:
            if not (self.has_symbol(each) or self.has_word(each)):
                raise StatementError(f"Expected {each}, found {self.next.text}")

    def want_name(self) -> str:
        """Read a name, in quotes or without."""
        if self.next.kind not in ("name", "word"):
            raise StatementError(f"Expected a name, found {self.next.text}")
        return self.take().text

    def want_end(self) -> None:
        """Nothing may be left; a semicolon isn't DynamoDB's."""
        if self.next.kind != "end":
            raise StatementError(f"Unexpected {self.next.text}")
