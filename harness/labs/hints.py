"""Hints of a lab: one after the other, for each account."""

from harness.labs.model import Lab
from harness.labs.progress import Progress


def next_hint(lab: Lab, progress: Progress, account_id: str) -> str:
    """The hint after the last one that was given; after the last of all, that there is a solution."""
    given = int(progress.of(account_id).get(f"hints {lab.name}", {}).get("times", 0))
    if given >= len(lab.hints):
        return "there is no further hint: the solution tells the rest"
    progress.note(account_id, f"hints {lab.name}", "given")
    return f"hint {given + 1} of {len(lab.hints)}: {lab.hints[given]}"
