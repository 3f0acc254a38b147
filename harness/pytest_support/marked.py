"""What a test is marked with: its stack, be it declared, from a template or somebody else's, and its faults."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bootstrap.stacks.from_template import from_template
from harness.pytest_support.running import AppliedStack, RunningEmulator

WAYS = ("declaration", "template", "name")


@contextmanager
def stack_marked(request: pytest.FixtureRequest, emulator: RunningEmulator, account_id: str) -> Iterator[AppliedStack]:
    """The stack of the test's marker; UsageError when it doesn't say which.

    A template's path is below the folder of the test's file, or else below pytest's root folder.
    """
    marker = request.node.get_closest_marker("emulator_stack")
    chosen = [way for way in WAYS if marker is not None and way in marker.kwargs]
    if marker is None or marker.args or len(chosen) != 1:
        raise pytest.UsageError(
            f"{request.node.nodeid} uses a stack: say which with @pytest.mark.emulator_stack(declaration=…), "
            "(template=…) or (name=…)"
        )
    options = dict(marker.kwargs)
    if chosen == ["name"]:
        yield emulator.standing(**options)
        return
    if chosen == ["template"]:
        place = _place(request, options.pop("template"))
        named = {name: options.pop(name) for name in ("parameters", "region") if name in options}
        options["declaration"] = from_template(place, **named)
    with emulator.applied(account_id=account_id, **options) as applied:
        yield applied


def faults_marked(request: pytest.FixtureRequest) -> dict[str, Any] | None:
    """The profile of faults of the test's marker, None without one; UsageError for a profile without fields."""
    marker = request.node.get_closest_marker("emulator_faults")
    if marker is None:
        return None
    if marker.args or not marker.kwargs:
        raise pytest.UsageError(f'{request.node.nodeid}: give emulator_faults(name="heavy", seed=7)')
    return {"seed": 1, **marker.kwargs}


def _place(request: pytest.FixtureRequest, path: str | Path) -> Path:
    beside = request.path.parent / path
    return beside if beside.exists() else request.config.rootpath / path
