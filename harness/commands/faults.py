"""What the options about faults and generated work mean for a run."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.campaign.seeds import SEED, seeded
from harness.commands import USAGE, CommandError
from harness.run.registry import UnknownScenario, scenario_named
from harness.run.runner import RunOptions

PROFILES = ("none", "light", "heavy")
"""The profiles that have a name, as `emulator.faults.profile` has them."""


def with_faults(
    options: RunOptions, name: str, faults: str | None, seed: int | None, workload: str | None
) -> RunOptions:
    """The run with these faults, and one seed for faults and work; CommandError for what can't be read or meant."""
    try:
        scenario = scenario_named(name)
    except UnknownScenario as error:
        raise CommandError(str(error), USAGE) from error
    profile = None if faults is None else profile_named(faults)
    if seed is not None and profile is None and not scenario.generated:
        raise CommandError(f"{name} does the same whatever the seed; give --faults as well", USAGE)
    if workload is not None and not scenario.generated:
        raise CommandError(f"{name} has no generated work that could be replaced", USAGE)
    given = None if workload is None else _read(workload, "a workload")
    return seeded(replace(options, faults=profile, workload=given), scenario, seed)


def profile_named(text: str) -> dict[str, Any]:
    """The profile that `light`, a JSON object or a file of one means; the emulator judges what is in it."""
    if text.isidentifier():
        if text not in PROFILES:
            raise CommandError(
                f"there are no faults {text!r}: give {', '.join(PROFILES)}, a JSON object or a file of one", USAGE
            )
        return {"name": text, SEED: 1}
    found = _read(text, "a profile of faults")
    if not isinstance(found, Mapping):
        raise CommandError(f"{text!r} is not a profile of faults: a JSON object", USAGE)
    return {SEED: 1, **found}


def _read(text: str, what: str) -> Any:
    try:
        return json.loads(text if text.lstrip()[:1] in ("{", "[") else Path(text).read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"{text!r} is not {what}, nor a file of one: {error}", USAGE) from error
