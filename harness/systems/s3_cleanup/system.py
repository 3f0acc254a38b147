"""What the harness knows of the S3 cleanup system beside its stack."""

from bootstrap.stacks.s3_cleanup import s3_cleanup
from harness.run.system import System
from harness.run.timeline import Entry
from harness.systems.s3_cleanup.picture import draw_totals


def _total(entry: Entry) -> str:
    return f"[bold]total {entry.facts['bytes']}[/]"


SYSTEM = System("s3-cleanup", s3_cleanup, picture=draw_totals, lines={"total": _total})
