"""The words of a statement, and a reader that goes through them."""

import re

from emulator.dynamodb.words import Token, Words

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>\"(?:[^\"]|\"\")*\")|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<symbol><<|>>|<>|!=|<=|>=|[=<>()\[\]{},.:*?+-])|(?P<other>\S))"
)


class StatementError(ValueError):
    """Why a statement isn't one."""


class Reader(Words):
    """The words of a statement: text, name, number, word, symbol, other. Quotes are gone; keywords are as written."""

    def __init__(self, statement: str) -> None:
        super().__init__([_token(match) for match in _TOKEN.finditer(statement)])

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


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or "other"
    text = match[kind]
    if kind in ("text", "name"):
        text = text[1:-1].replace(text[0] * 2, text[0])
    return Token(kind, text, match.start(kind), match.end())
