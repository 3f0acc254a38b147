"""What the harness knows of the S3 cleanup system beside its stack."""

from bootstrap.stacks.s3_cleanup import s3_cleanup
from harness.run.system import System
from harness.run.timeline import Entry
from harness.systems.s3_cleanup.checklist import CHECKLIST
from harness.systems.s3_cleanup.picture import draw_totals


def _total(entry: Entry) -> str:
    return f"[bold]total {entry.facts['bytes']}[/]"


def _plot(entry: Entry) -> str:
    """The plotting function imports matplotlib when it is first asked: that is where the time before goes."""
    if entry.facts["status"] != 200:
        return f"[red]plot: the API answered {entry.facts['status']}[/]"
    return f"plot drawn by its function: {entry.facts['content_type']}"


LINES = {"total": _total, "plot": _plot}
SYSTEM = System("s3-cleanup", s3_cleanup, picture=draw_totals, lines=LINES, checklist=CHECKLIST)
