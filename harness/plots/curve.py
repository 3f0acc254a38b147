"""A quantity that changes at once and keeps its value until it changes again, as a picture draws it."""

from collections.abc import Callable
from dataclasses import dataclass

from harness.run.timeline import Timeline


@dataclass(frozen=True)
class Curve:
    """Entries named `entry` hold the quantity in their fact `fact`.

    `title` names it above the picture, `label` beside its axis. `falls` tells what made it fall, one name for each
    fall in order, and `fallen` in a word what happened to that.
    """

    entry: str
    fact: str
    title: str
    label: str
    unit: str
    falls: Callable[[Timeline], list[str]]
    fallen: str
