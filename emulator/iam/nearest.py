"""Which statement came closest to allowing a request, and what of it didn't fit: where to look first after a denial."""

from collections.abc import Iterable
from dataclasses import dataclass

from emulator.iam.policies import Policy, Statement
from emulator.iam.principals import Naming, Principal
from emulator.iam.templates import Context


@dataclass(frozen=True)
class Nearest:
    """An Allow that doesn't apply; `lacks` names the element that doesn't fit, with key and operator of a condition."""

    statement: Statement
    lacks: str

    def __str__(self) -> str:
        return f"{self.statement.label} of {self.statement.policy} allows it but for its {self.lacks}"


def nearest(
    policies: Iterable[Policy], principal: Principal, action: str, resource: str, context: Context
) -> Nearest | None:
    """The first of the statements that fit best; None when none is about the action or the resource at all."""
    best: tuple[int, Nearest] | None = None
    for policy in policies:
        for statement in policy.statements:
            if not statement.allows:
                continue
            fit, lacks = _fit(statement, principal, action.lower(), resource, context)
            if fit and (best is None or fit > best[0]):
                best = fit, Nearest(statement, lacks)
    return best[1] if best else None


def _fit(statement: Statement, principal: Principal, action: str, resource: str, context: Context) -> tuple[int, str]:
    """How far the statement fits (0: not at all), and the element that doesn't: the hardest to overlook counts most."""
    acts = statement.actions.match(action, context)
    reaches = statement.resources.match(resource, context) and not statement.resources.everything
    named = statement.naming(principal) is not Naming.NOT
    if not acts:
        return (1 if reaches and named else 0), statement.actions.element
    if not statement.resources.match(resource, context):
        return 2, statement.resources.element
    if not named:
        return 3, "Principal"
    return 4, statement.failing(resource, context) or "account: its own policies must allow as well"
