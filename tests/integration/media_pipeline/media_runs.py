"""Steps of a test's own on the media pipeline."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bootstrap.clients import Clients
from harness.run.context import RunContext
from harness.run.registry import scenario_named
from harness.run.runner import Outcome, RunOptions
from tests.integration.s3_cleanup.run_apart import run_apart, story


def run_steps(clients: Clients, steps: Callable[[RunContext], None], store: Path) -> Outcome:
    """Run the steps on a stack of their own; what they raise is raised, and what they leave is a failure."""
    scenario = replace(scenario_named("media-pipeline"), steps=steps, checks=())
    outcome = run_apart(clients.endpoint, scenario, RunOptions(account_id=clients.account_id), store)
    if outcome.error is not None:
        raise AssertionError(story(outcome)) from outcome.error
    assert outcome.leaked == ()
    return outcome
