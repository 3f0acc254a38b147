"""The stacks: what each system is made of. Declarations only."""

from collections.abc import Callable

from bootstrap.model.stack import Stack
from bootstrap.stacks.ages import ages
from bootstrap.stacks.billing import billing
from bootstrap.stacks.media_pipeline import media_pipeline
from bootstrap.stacks.missing_data import missing_data
from bootstrap.stacks.options import RUNTIME, StackOptions
from bootstrap.stacks.s3_cleanup import s3_cleanup

STACKS: dict[str, Callable[[StackOptions], Stack]] = {
    "ages": ages,
    "billing": billing,
    "media-pipeline": media_pipeline,
    "missing-data": missing_data,
    "s3-cleanup": s3_cleanup,
}
"""Every stack by name."""

__all__ = ["RUNTIME", "STACKS", "StackOptions"]
