"""Every scenario can be found, has its lab text, its checks and a stack."""

import pytest

from harness.run.registry import UnknownScenario, scenario_named, scenarios


def test_the_scenarios_are_found() -> None:
    assert {"s3-cleanup", "s3-cleanup-driver"} <= set(scenarios())


@pytest.mark.parametrize("name", sorted(scenarios()))
def test_a_scenario_is_whole(name: str) -> None:
    found = scenario_named(name)
    assert found.name == name
    assert len(found.text) > 200
    assert found.title.endswith(".")
    assert found.checks


def test_an_unknown_scenario_lists_those_there_are() -> None:
    with pytest.raises(UnknownScenario, match=r"there is no scenario 'nope'; there are: .*s3-cleanup"):
        scenario_named("nope")
