"""What can be asked for, and what is refused by name."""

from typing import Any

import pytest

from emulator.faults.kinds import ABSENT, KINDS
from emulator.faults.profile import PROFILES, FaultKey, FaultsRefused, profile_of


def test_the_named_profiles() -> None:
    light, heavy = (profile_of({"name": name, "seed": 7}) for name in ("light", "heavy"))
    assert set(light.rates) == set(heavy.rates) == set(KINDS)
    assert all(0 < light.rates[kind] < heavy.rates[kind] < 1 for kind in KINDS)
    assert profile_of({}).rates == {}
    assert set(PROFILES) == {"light", "heavy", "none"}


def test_rates_change_what_a_profile_has() -> None:
    profile = profile_of({"name": "heavy", "rates": {"sqs-twice": 0.5}, "late_s": 3, "tries_spared": 2})
    assert (profile.rates["sqs-twice"], profile.late_s, profile.tries_spared) == (0.5, 3.0, 2)


def test_a_profile_can_be_asked_for_again() -> None:
    only = [{"kind": "sqs-late", "place": "q", "what": "m", "n": 1}]
    profile = profile_of({"seed": 3, "only": only, "rates": {"sqs-late": 1}})
    assert profile.only == frozenset({FaultKey("sqs-late", "q", "m", 1)})
    assert profile_of(profile.as_json()) == profile


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "fierce"}, "there is no profile 'fierce'; give light, heavy, none"),
        ({"kinds": 1}, "a profile of faults has no 'kinds'"),
        ({"seed": "7"}, "the seed '7' is not a whole number"),
        ({"seed": True}, "the seed True"),
        ({"rates": []}, "rates are an object"),
        ({"rates": {"sqs-lost": 0.1}}, "there is no fault 'sqs-lost'"),
        ({"rates": {"sqs-late": 2}}, "the rate of sqs-late is 2; give a number from 0 to 1"),
        ({"rates": {"sqs-late": True}}, "the rate of sqs-late is True"),
        ({"only": ["sqs-late"]}, "'sqs-late' is no fault"),
        ({"late_s": -1}, "late_s is -1"),
        *(({"rates": {name: 0.1}}, f"the fault {name} can't be injected: {why}") for name, why in ABSENT.items()),
    ],
)
def test_what_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(FaultsRefused) as refusal:
        profile_of(asked)
    assert said in str(refusal.value)
