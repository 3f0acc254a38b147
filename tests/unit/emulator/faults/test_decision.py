"""Decisions depend on the seed and on what happens, and on nothing else."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from emulator.faults.decision import MOST_IN_A_ROW, Decisions, draw
from emulator.faults.profile import FaultKey, Profile

KINDS = ("sqs-late", "sqs-overtaken")
THINGS = st.lists(st.tuples(st.sampled_from("pq"), st.sampled_from("abc")), max_size=60)


def decided(profile: Profile, things: list[tuple[str, str]]) -> list[FaultKey]:
    decisions = Decisions(profile)
    return [key for thing in things if (key := decisions.decide(KINDS, *thing))]


@given(st.integers(1, 10**6), THINGS, st.randoms(use_true_random=False))
def test_in_another_order_they_meet_the_same_faults(seed: int, things: list[tuple[str, str]], random: Random) -> None:
    profile = Profile("own", seed, {"sqs-late": 0.2, "sqs-overtaken": 0.2})
    shuffled = list(things)
    random.shuffle(shuffled)
    assert Counter(decided(profile, things)) == Counter(decided(profile, shuffled))


def test_two_seeds_differ_and_rates_hold() -> None:
    things = [("q", str(number)) for number in range(1000)]
    one, other = (decided(Profile("own", seed, {"sqs-late": 0.1}), things) for seed in (1, 2))
    assert one != other
    assert 60 < len(one) < 140


def test_a_draw_is_the_same_everywhere() -> None:
    assert draw(7, "sqs-late", "q", "m", 1) == draw(7, "sqs-late", "q", "m", 1)
    assert round(draw(7, "sqs-late", "q", "m", 1), 6) == 0.606843


def test_nothing_is_met_over_and_over() -> None:
    decisions = Decisions(Profile("own", 1, {"sqs-late": 1.0}))
    met = [decisions.decide(KINDS, "q", "m") is not None for _ in range(6)]
    assert met == [True] * MOST_IN_A_ROW + [False] + [True] * MOST_IN_A_ROW + [False]


def test_only_those_asked_for() -> None:
    wanted = FaultKey("sqs-overtaken", "q", "m", 2)
    profile = Profile("own", 1, {"sqs-late": 1.0}, only=frozenset({wanted}))
    assert decided(profile, [("q", "m")] * 3) == [wanted]


def test_what_is_spared_is_counted_all_the_same() -> None:
    decisions = Decisions(Profile("own", 1, only=frozenset({FaultKey("sqs-late", "q", "m", 2)})))
    assert decisions.decide(KINDS, "q", "m", spared=True) is None
    assert decisions.decide(KINDS, "q", "m") == FaultKey("sqs-late", "q", "m", 2)


def test_how_late_is_within_the_profile() -> None:
    decisions = Decisions(Profile("own", 1, late_s=5))
    found = {decisions.late_s(FaultKey("sqs-late", "q", str(number), 1)) for number in range(200)}
    assert found == {1.0, 2.0, 3.0, 4.0}
