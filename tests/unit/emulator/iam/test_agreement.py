"""Two implementations agree, what no policy may ever do, and how fast it is decided."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.iam.evaluation import Outcome, candidates, evaluate
from emulator.iam.evaluator import Evaluator
from tests.examples import examples
from tests.unit.emulator.iam import generated, naive
from tests.unit.emulator.iam.generated import case, document, read


def agree(seed: int, count: int) -> Counter[str]:
    """How often each outcome was; an assertion tells the first case where they differ."""
    evaluator, seen = Evaluator(limit=500), Counter[str]()
    for place, (request, policies) in enumerate(generated.cases(seed, count)):
        expected = naive.decide(request, policies)
        asked, given_policies = read(request, policies)
        assert evaluate(asked, given_policies).outcome.value == expected, (place, request, policies)
        for _ in range(2):
            assert evaluator.evaluate(asked, given_policies, place).outcome.value == expected, (place, request)
        seen[expected] += 1
    return seen


def test_both_implementations_agree() -> None:
    assert min(agree(1, examples(15))[outcome.value] for outcome in Outcome) > examples(1.5)


GROUPS = ["identity", "resource", "boundary", "session"]


@settings(max_examples=examples(1.5), derandomize=True, deadline=None, database=None)
@given(st.integers(0, 2**32), st.sampled_from(GROUPS))
def test_adding_a_deny_never_allows(seed: int, group: str) -> None:
    random = Random(seed)
    request, policies = case(random)
    before = evaluate(*read(request, policies))
    added = generated.statement(random, "Deny", principals=group == "resource")
    changed = policies | {group: [*(policies[group] or []), {"Version": "2012-10-17", "Statement": [added]}]}
    after = evaluate(*read(request, changed))
    assert before.is_allowed or not after.is_allowed


@settings(max_examples=examples(1.5), derandomize=True, deadline=None, database=None)
@given(st.integers(0, 2**32), st.sampled_from(GROUPS))
def test_adding_an_allow_never_denies(seed: int, group: str) -> None:
    random = Random(seed)
    request, policies = case(random)
    if policies[group] is None:  # the first boundary takes away: it isn't an allow
        policies[group] = [document(random)]
    before = evaluate(*read(request, policies))
    added = generated.statement(random, "Allow", principals=group == "resource")
    after = evaluate(
        *read(request, policies | {group: [*policies[group], {"Version": "2012-10-17", "Statement": [added]}]})
    )
    assert after.is_allowed or not before.is_allowed


def test_a_new_version_of_the_policies_is_looked_at() -> None:
    evaluator = Evaluator()
    for request, policies in generated.cases(3, 200):
        asked, first = read(request, policies)
        _, second = read(request, policies | {"identity": []})
        assert evaluator.evaluate(asked, first, ("first", id(first))).outcome is evaluate(asked, first).outcome
        assert evaluator.evaluate(asked, second, ("second", id(second))).outcome is evaluate(asked, second).outcome


def test_what_is_remembered_is_bounded() -> None:
    evaluator = Evaluator(limit=5)
    for place, (request, policies) in enumerate(generated.cases(4, 100)):
        asked, known = read(request, policies)
        assert evaluator.evaluate(asked, known, place).outcome is evaluate(asked, known).outcome
    assert len(evaluator) <= 5


def test_conditions_look_at_the_keys_that_are_told_and_at_no_others() -> None:
    for request, policies in generated.cases(5, 3000):
        asked, known = read(request, policies)
        looked_at = candidates(asked, known).keys
        told = {key: value for key, value in asked.context.items() if key in looked_at}
        bare, whole = evaluate(replace(asked, context=told), known), evaluate(asked, known)
        assert (bare.outcome, bare.statement) == (whole.outcome, whole.statement)
