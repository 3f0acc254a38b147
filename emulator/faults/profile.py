"""What is asked for: a seed and how likely each fault is, or a list of faults that happen and nothing else does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from emulator.faults.kinds import ABSENT, KINDS


class FaultsRefused(ValueError):
    """A profile can't be had. The message says which part and what to give instead."""


class FaultKey(NamedTuple):
    """One fault in one place: the `n`th time that `what` happens there, counted from 1."""

    kind: str
    place: str
    what: str
    n: int


@dataclass(frozen=True)
class Profile:
    """`rates` are probabilities by kind. `only`, if given, are the faults that happen, whatever the rates.

    `late_s` is the longest delay, in seconds of CloudWatch's clock. `tries_spared` are the last tries of a message or
    event that no crash, time-out or throttle meets: with 1, a message that may be received three times can fail twice.
    """

    name: str
    seed: int
    rates: Mapping[str, float] = field(default_factory=dict)
    only: frozenset[FaultKey] | None = None
    late_s: float = 10.0
    tries_spared: int = 1

    def as_json(self) -> dict[str, Any]:
        """As it can be asked for again."""
        said: dict[str, Any] = {
            "name": self.name, "seed": self.seed, "rates": dict(self.rates), "late_s": self.late_s,
            "tries_spared": self.tries_spared,
        }  # fmt: skip
        if self.only is not None:
            said["only"] = [key._asdict() for key in sorted(self.only)]
        return said


_LIGHT, _HEAVY = 0.02, 0.12
_RARE = {"lambda-slow": 0.25, "alarm-late": 0.5}
"""How much rarer than the others a fault is, where it costs wall time or windows."""
PROFILES: Mapping[str, Mapping[str, Any]] = {
    "light": {"late_s": 5.0, "tries_spared": 2, "rates": {kind: _LIGHT * _RARE.get(kind, 1) for kind in KINDS}},
    "heavy": {"late_s": 30.0, "tries_spared": 1, "rates": {kind: _HEAVY * _RARE.get(kind, 1) for kind in KINDS}},
    "none": {"rates": {}},
}
"""The profiles with a name. `none` injects nothing, but takes deliveries one after the other as the others do."""
_FIELDS = ("name", "seed", "rates", "only", "late_s", "tries_spared")


def profile_of(asked: Mapping[str, Any]) -> Profile:
    """The profile that a JSON object asks for: `name` of one that there is, and what differs from it; FaultsRefused."""
    for unknown in asked.keys() - set(_FIELDS):
        raise FaultsRefused(f"a profile of faults has no {unknown!r}; give some of {', '.join(_FIELDS)}")
    name = asked.get("name", "none")
    if name not in PROFILES:
        raise FaultsRefused(f"there is no profile {name!r}; give {', '.join(PROFILES)}, or rates of your own")
    own = PROFILES[name]
    seed = asked.get("seed", 0)
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise FaultsRefused(f"the seed {seed!r} is not a whole number")
    only = asked.get("only")
    return Profile(
        name,
        seed,
        {**own["rates"], **_rates(asked.get("rates", {}))},
        None if only is None else frozenset(map(_key, only)),
        _number(asked, "late_s", own.get("late_s", 10.0)),
        int(_number(asked, "tries_spared", own.get("tries_spared", 1))),
    )


def _rates(asked: Any) -> dict[str, float]:
    if not isinstance(asked, Mapping):
        raise FaultsRefused('rates are an object such as {"sqs-twice": 0.1}')
    for kind, rate in asked.items():
        _known(kind)
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 1:
            raise FaultsRefused(f"the rate of {kind} is {rate!r}; give a number from 0 to 1")
    return dict(asked)


def _key(asked: Any) -> FaultKey:
    if not isinstance(asked, Mapping) or set(asked) != set(FaultKey._fields):
        raise FaultsRefused(f"{asked!r} is no fault; give an object with {', '.join(FaultKey._fields)}")
    _known(asked["kind"])
    return FaultKey(str(asked["kind"]), str(asked["place"]), str(asked["what"]), int(asked["n"]))


def _known(kind: Any) -> None:
    if kind in ABSENT:
        raise FaultsRefused(f"the fault {kind} can't be injected: {ABSENT[kind]}")
    if kind not in KINDS:
        raise FaultsRefused(f"there is no fault {kind!r}; there are {', '.join(KINDS)}")


def _number(asked: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = asked.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise FaultsRefused(f"{name} is {value!r}; give a number from 0")
    return float(value)
