"""Statement by statement: used, never used, too wide; what was used without a grant; a policy that would do."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.permissions.narrowing import narrowed
from harness.permissions.reserves import NO_RESERVES, Reserves
from harness.permissions.seen import Asked, Granted, Role, matches, steady

_VERSION = "2012-10-17"


@dataclass(frozen=True)
class Use:
    """A statement and the requests that it allowed.

    `unused` are its actions that nobody needed, `reserved` those of them that may stay so, each with the reason; `wide`
    says in words what else of it, or of what isn't reserved, nobody needed.
    """

    granted: Granted
    asked: tuple[Asked, ...]
    unused: tuple[str, ...] = ()
    reserved: tuple[tuple[str, str], ...] = ()
    wide: tuple[str, ...] = ()
    at_work: bool = True
    """Whether the role did anything at all: what a role that didn't was granted can't be called unused."""

    @property
    def count(self) -> int:
        """How often it was used."""
        return sum(one.count for one in self.asked)

    @property
    def by(self) -> tuple[str, ...]:
        """Whose requests it allowed: functions; `a service` for pollers, whose sessions have names of their own."""
        return tuple(sorted({"a service" if one.polls else one.by for one in self.asked}))

    @property
    def too_much(self) -> tuple[str, ...]:
        """The actions that nobody needed, and that nobody gave a reason for."""
        reserved = dict(self.reserved)
        return tuple(action for action in self.unused if action not in reserved)

    @property
    def verdict(self) -> str:
        """`used`, `in reserve`, `never used`, `too wide` or `not at work`; a Deny is there to be unused."""
        if not self.granted.allows:
            return "deny"
        if not self.asked and not self.too_much:
            return "in reserve"
        if not self.asked:
            return "never used" if self.at_work else "not at work"
        return "too wide" if self.wide else "used"


@dataclass(frozen=True)
class Lack:
    """What a role asked and no policy allowed, with the statement that would grant it."""

    asked: Asked
    grant: Mapping[str, Any]


@dataclass(frozen=True)
class RoleReport:
    """A role, its statements in order, what it lacked, and a policy that is exactly what it used."""

    role: Role
    uses: tuple[Use, ...]
    lacks: tuple[Lack, ...]

    @property
    def suggested(self) -> dict[str, Any]:
        """A policy that allows what was asked, and no more than the statements that allowed it."""
        return self._suggested(lambda _: True)

    @property
    def at_work(self) -> bool:
        """Whether a function asked for anything that the role is granted; polling its queue for it is no work."""
        return any(not asked.polls for use in self.uses for asked in use.asked)

    @property
    def users(self) -> str:
        """Who used it, in words; of several functions that need different things it says so."""
        if not self.at_work and not self.lacks:
            return "no function with it was called"
        told = f"used by {', '.join(self.functions)}"
        return f"{told}, each of which needs less" if self.suggested_apart else told

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions whose sessions asked, by name."""
        asked = (one for use in self.uses for one in use.asked)
        return tuple(sorted({one.by for one in asked if not one.polls} | {lack.asked.by for lack in self.lacks}))

    def suggested_for(self, function: str) -> dict[str, Any]:
        """A policy for one of several functions that share the role; what pollers asked is everybody's."""
        return self._suggested(lambda one: one.polls or one.by == function)

    @property
    def suggested_apart(self) -> dict[str, dict[str, Any]]:
        """A policy for each function of a role that several share, where one needs less than all do."""
        apart = {function: self.suggested_for(function) for function in self.functions}
        return apart if any(policy != self.suggested for policy in apart.values()) else {}

    def _suggested(self, counts: Callable[[Asked], bool]) -> dict[str, Any]:
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for use in self.uses:
            for one in filter(counts, use.asked):
                wanted[_resource(one, use)].add(one.action)
        for lack in self.lacks:
            if counts(lack.asked):
                wanted[lack.grant["Resource"]].add(lack.asked.action)
        return {"Version": _VERSION, "Statement": _merged(wanted)}

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        return {
            "role": self.role.arn,
            "statements": [
                {
                    "policy": use.granted.policy,
                    "statement": use.granted.label,
                    "verdict": use.verdict,
                    "times": use.count,
                    "by": list(use.by),
                    "too_wide": list(use.wide),
                    "in_reserve": dict(use.reserved),
                }
                for use in self.uses
            ],
            "not_granted": [
                {
                    "action": one.asked.action,
                    "resource": one.asked.resource,
                    "times": one.asked.count,
                    "grant": one.grant,
                }
                for one in self.lacks
            ],
            "suggested_policy": self.suggested,
            "suggested_by_function": self.suggested_apart,
        }


def report(roles: Iterable[Role], reserves: Reserves = NO_RESERVES) -> tuple[RoleReport, ...]:
    """A report for each role; what may stay unused is told with its reason."""
    return tuple(_of_role(role, reserves) for role in roles)


def _of_role(role: Role, reserves: Reserves) -> RoleReport:
    by_statement: defaultdict[tuple[str, int], list[Asked]] = defaultdict(list)
    for one in role.asked:
        if one.allowed:
            by_statement[one.policy, one.place].append(one)
    uses = (_use(role, one, tuple(by_statement[one.policy, one.place]), reserves) for one in role.granted)
    lacks = tuple(Lack(one, _grant(one)) for one in role.asked if not one.allowed)
    made = RoleReport(role, tuple(uses), lacks)
    return (
        made if made.at_work or lacks else replace(made, uses=tuple(replace(use, at_work=False) for use in made.uses))
    )


def _use(role: Role, granted: Granted, asked: tuple[Asked, ...], reserves: Reserves) -> Use:
    needed = [one.action.lower() for one in asked]
    unused = tuple(one for one in granted.actions if not any(matches(one.lower(), each) for each in needed))
    said = ((action, reserves.reason(role.name, action)) for action in unused)
    bare = Use(granted, asked, unused, tuple((action, reason) for action, reason in said if reason))
    return replace(bare, wide=tuple(_wide(bare)) if asked else ())


def _wide(use: Use) -> Iterable[str]:
    """What of a used statement nobody needed: actions, resources, wildcards that stood for one thing."""
    granted, asked = use.granted, use.asked
    yield from (f"{action} was never used" for action in use.too_much)
    for action in granted.actions:
        used = {one.action for one in asked if matches(action.lower(), one.action.lower())}
        if "*" in action and used:
            yield f"of {action} only {_listed(used)} used"
    for resource in granted.resources:
        found = [one for one in asked if matches(resource, one.resource)]
        if not found:
            yield f"{resource} was never used"
        elif (things := narrowed(resource, found)) != (resource,):
            yield f"of {resource} only {_listed(things)} used"


def _listed(names: Iterable[str]) -> str:
    every = sorted(names)
    return f"{', '.join(every)} {'was' if len(every) == 1 else 'were'}"


def _grant(asked: Asked) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": asked.action, "Resource": steady(asked.resource)}


def _resource(asked: Asked, use: Use) -> str:
    """What would do in the place of the statement's pattern, or the pattern itself where that is right."""
    pattern = next((one for one in use.granted.resources if matches(one, asked.resource)), asked.resource)
    things = narrowed(pattern, (one for one in use.asked if matches(pattern, one.resource)))
    return next((one for one in things if matches(one, steady(asked.resource))), pattern)


def _merged(wanted: Mapping[str, set[str]]) -> list[dict[str, Any]]:
    """One statement for all resources that need the same actions."""
    resources: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for resource in sorted(wanted):
        resources[tuple(sorted(wanted[resource]))].append(resource)
    return [
        {"Effect": "Allow", "Action": list(actions), "Resource": found if len(found) > 1 else found[0]}
        for actions, found in sorted(resources.items())
    ]
