"""What a seed means for a run: one number for its faults and for its work."""

from dataclasses import replace

from harness.run.runner import RunOptions
from harness.run.system import Scenario

SEED = "seed"
"""The field of a profile, and the parameter of a scenario whose work is generated."""


def seeded(options: RunOptions, scenario: Scenario, seed: int | None) -> RunOptions:
    """The run under that seed: of its faults, if it has any, and of its work, if that is generated."""
    if seed is None:
        return options
    faults = None if options.faults is None else {**options.faults, SEED: seed}
    own = {SEED: seed} if scenario.generated and SEED not in options.parameters else {}
    return replace(options, faults=faults, parameters={**options.parameters, **own})
