"""The rule of a composite alarm: `ALARM("a") AND (OK(b) OR NOT INSUFFICIENT_DATA("arn:…"))`, parsed and evaluated.

Source: API reference, PutCompositeAlarm. `NOT` binds before `AND`, `AND` before `OR`. `AT_LEAST` is refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

MAX_RULE_CHARS = 10240
_TOKEN = re.compile(
    r"\s*(?:(?P<call>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:\"(?P<quoted>[^\"]+)\"|'(?P<single>[^']+)'|(?P<bare>[^\"'()\s]+))\s*\)"
    r"|(?P<word>TRUE|FALSE|AND|OR|NOT)\b|(?P<bracket>[()]))"
)


class RuleError(ValueError):
    """The rule can't be read; the message says where."""


@dataclass(frozen=True)
class In:
    """True while the named alarm (a name or an ARN) is in the state."""

    state: str
    alarm: str


@dataclass(frozen=True)
class Constant:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True)
class Not:
    """The opposite."""

    term: "Rule"


@dataclass(frozen=True)
class Both:
    """Left AND right, or left OR right."""

    left: "Rule"
    right: "Rule"
    all_of: bool


Rule = In | Constant | Not | Both


def parse(text: str) -> Rule:
    """The rule; RuleError with the place when it isn't one."""
    parser = _Parser(_tokens(text))
    rule = parser.either()
    if parser.rest:
        raise RuleError(f"unexpected {parser.rest[0]!r}")
    return rule


def holds(rule: Rule, state_of: Callable[[str], str | None]) -> bool:
    """Whether the rule is true; `state_of` answers an alarm's state, None when there is no such alarm."""
    if isinstance(rule, Constant):
        return rule.value
    if isinstance(rule, In):
        return state_of(rule.alarm) == rule.state
    if isinstance(rule, Not):
        return not holds(rule.term, state_of)
    left, right = holds(rule.left, state_of), holds(rule.right, state_of)
    return left and right if rule.all_of else left or right


def alarms_of(rule: Rule) -> list[str]:
    """The alarms a rule names, in its order, each once."""
    if isinstance(rule, In):
        return [rule.alarm]
    if isinstance(rule, Not):
        return alarms_of(rule.term)
    if isinstance(rule, Both):
        return list(dict.fromkeys(alarms_of(rule.left) + alarms_of(rule.right)))
    return []


def _tokens(text: str) -> list[str | In]:
    if len(text) > MAX_RULE_CHARS:
        raise RuleError(f"longer than {MAX_RULE_CHARS} characters")
    found: list[str | In] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise RuleError(f"unexpected text at character {position + 1}: {text[position : position + 20]!r}")
        if match["call"]:
            found.append(In(match["call"], match["quoted"] or match["single"] or match["bare"]))
        else:
            found.append(match["word"] or match["bracket"])
        position = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[str | In]) -> None:
        self.rest = tokens

    def either(self) -> Rule:
        rule = self.both()
        while self._taken("OR"):
            rule = Both(rule, self.both(), all_of=False)
        return rule

    def both(self) -> Rule:
        rule = self.term()
        while self._taken("AND"):
            rule = Both(rule, self.term(), all_of=True)
        return rule

    def term(self) -> Rule:
        if self._taken("NOT"):
            return Not(self.term())
        if self._taken("("):
            rule = self.either()
            if not self._taken(")"):
                raise RuleError("a bracket isn't closed")
            return rule
        if not self.rest:
            raise RuleError("the rule ends where a condition is expected")
        token = self.rest.pop(0)
        if isinstance(token, In):
            return token
        if token in ("TRUE", "FALSE"):
            return Constant(token == "TRUE")  # noqa: S105 - a word of the rule
        raise RuleError(f"unexpected {token!r}")

    def _taken(self, token: str) -> bool:
        if self.rest and self.rest[0] == token:
            self.rest.pop(0)
            return True
        return False
