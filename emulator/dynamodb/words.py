"""The words of an expression or of a statement, and a reader that goes through them: for both DynamoDB languages."""

from dataclasses import dataclass

END = "<EOF>"


@dataclass(frozen=True)
class Token:
    """One word: its kind, as the language has it, or end; where it stands in the text, without blanks."""

    kind: str
    text: str
    start: int
    end: int


class Words:
    """Goes through the words; the last is an end, and stays the next one."""

    def __init__(self, found: list[Token]) -> None:
        at = found[-1].end if found else 0
        self._tokens = [*found, Token("end", END, at, at)]
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
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def is_symbol(self, *symbols: str) -> bool:
        """Whether the next word is one of those symbols."""
        return self.next.kind == "symbol" and self.next.text in symbols

    def is_word(self, *keywords: str) -> bool:
        """Whether the next word is one of those keywords, in capitals here and in any letters there."""
        return self.next.kind == "word" and self.next.text.upper() in keywords
