"""From whatever state, torn down: nothing of ours is left, and everything foreign is where it was."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bootstrap.apply import apply
from bootstrap.audit import Inventory, inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.resource import Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Interpreter
from bootstrap.polling import until
from bootstrap.registry import handlers
from bootstrap.stacks import STACKS, StackOptions
from bootstrap.teardown import teardown
from harness.probes.emulator import Emulator
from tests.accounts import apart
from tests.integration.teardown.breakages import BREAKAGES, Breakage, break_down, leftovers
from tests.integration.teardown.standing import CACHE, SYSTEMS, stand

ELSEWHERE = "eu-west-1"
ACCOUNTS = map(str, count(720_000_000_000))
KINDS = sorted(kind for kind, its in handlers().items() if type(its).__module__.startswith("bootstrap.resources."))
PHASES = (Phase.explicit, Phase.generate)
"""No shrinking: an example takes seconds, and is small."""


@dataclass(frozen=True)
class State:
    """A part of a system that stands in some state, beside what isn't ours."""

    system: str
    share: frozenset[int]
    """Which of its resources were made, beside those that they need."""
    breakages: tuple[Breakage, ...]
    left: frozenset[int]
    """Which leftovers of an earlier version there are, half of them in another region."""
    foreign: frozenset[str]
    """Kinds of which there is an example of somebody else's."""
    foreign_tags: tuple[tuple[str, str], ...]
    foreign_region: str
    seed: int

    def part(self, account_id: str) -> Stack:
        """The part of the system that was made."""
        whole = STACKS[self.system](StackOptions(account_id=account_id))
        chosen = [each for number, each in enumerate(whole.resources) if number in self.share]
        return replace(whole, declared=tuple(chosen), outputs=())

    def leftovers(self, stack: Stack) -> list[Resource]:
        """What an earlier version left."""
        places = (stack.scope, replace(stack.scope, region=ELSEWHERE))
        return [leftovers(places[number % 2])[number] for number in self.left]

    def foreigners(self, account_id: str) -> Stack:
        """What isn't ours."""
        scope = Scope(account_id, self.foreign_region, self.foreign_tags)
        declarations = [handlers()[kind].declaration for kind in sorted(self.foreign)]
        return Stack("foreign", scope, tuple(each.example(scope) for each in declarations))


TAGS = [
    (),
    (("Project", "s3-cleanup"),),
    (("Project", "somebody-elses"), ("Environment", "local"), ("Owner", "emulation-harness"), ("CostCenter", "none")),
]
STATES = st.builds(
    State,
    st.sampled_from(SYSTEMS),
    st.just(frozenset(range(50))) | st.frozensets(st.integers(0, 45), min_size=1, max_size=45),
    st.lists(st.sampled_from(BREAKAGES), max_size=5, unique=True).map(tuple),
    st.frozensets(st.integers(0, 5), max_size=4),
    st.frozensets(st.sampled_from(KINDS), max_size=4),
    st.sampled_from(TAGS),
    st.sampled_from(["us-east-1", "ap-south-1", ELSEWHERE]),
    st.integers(0, 2**32),
)


def everything(clients: Clients) -> Inventory:
    return inventory(clients, [*Emulator(clients).regions(), "us-east-1", "ap-south-1", ELSEWHERE])


def is_taken_down_to_what_is_foreign(state: State, endpoint: Endpoint) -> None:
    anywhere = apart(endpoint, next(ACCOUNTS))
    interpreter = Interpreter.of_this_machine("3.11")
    others = state.foreigners(anywhere.account_id)
    apply(others, anywhere.in_region(others.scope.region), interpreter, CACHE)
    foreign = everything(anywhere)
    part = state.part(anywhere.account_id)
    standing = stand(part, anywhere)
    for left in state.leftovers(part):
        apply(Stack("left", left.scope, (left,)), anywhere.in_region(left.scope.region), interpreter, CACHE)
    ours = {each.address for each in everything(anywhere).existing} - {each.address for each in foreign.existing}
    random = Random(state.seed)
    for breakage in state.breakages:
        break_down(breakage, standing.clients, ours, random)
    assert_only_foreign(part, standing.clients, foreign, ours)
    assert teardown(others, anywhere.in_region(others.scope.region)).clean


def assert_only_foreign(part: Stack, clients: Clients, foreign: Inventory, ours: set[str]) -> None:
    report = teardown(part, clients, regions=Emulator(clients).regions())
    assert report.clean, report.text()
    until(lambda: Emulator(clients).quiet(), bool, "the emulator quiet")
    left = Counter(each.address for each in everything(clients).existing)
    assert left == Counter(each.address for each in foreign.existing), ours & left.keys()


@settings(
    max_examples=5, deadline=None, derandomize=True, database=None, phases=PHASES, suppress_health_check=[*HealthCheck]
)
@given(state=STATES)
def test_nothing_of_ours_and_all_that_is_foreign_is_there_afterwards(state: State, endpoint: Endpoint) -> None:
    is_taken_down_to_what_is_foreign(state, endpoint)


@pytest.mark.slow
@pytest.mark.proof
@settings(max_examples=30, deadline=None, database=None, phases=PHASES, suppress_health_check=[*HealthCheck])
@given(state=STATES)
def test_from_many_more_states(state: State, endpoint: Endpoint) -> None:
    is_taken_down_to_what_is_foreign(state, endpoint)
