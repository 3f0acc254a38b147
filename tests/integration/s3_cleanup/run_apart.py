"""Runs of the S3 cleanup system in accounts of their own."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bootstrap.endpoint import Endpoint
from harness.home import Home
from harness.run.clock import utc_now
from harness.run.context import RunContext
from harness.run.registry import scenario_named
from harness.run.runner import Outcome, Runner, RunOptions
from harness.run.store import Store
from harness.run.system import Scenario


def run_apart(endpoint: Endpoint, scenario: Scenario, options: RunOptions, store: Path) -> Outcome:
    """Run once; the layer cache is the project's, so that no layer is built for a test."""
    return Runner(endpoint, Home.default().cache).run(scenario, options, Store(store).new(scenario.name, utc_now()))


def with_steps(steps: Callable[[RunContext], None]) -> Scenario:
    """The reference scenario with other steps and no judgement of its own."""
    return replace(scenario_named("s3-cleanup"), steps=steps, checks=())


def story(outcome: Outcome) -> str:
    """What happened, for a failing test."""
    rows = [f"{finding.verdict}: {finding.check}: {finding.why}" for finding in outcome.run.findings]
    return "\n".join([outcome.run.timeline.dumps(), *rows])
