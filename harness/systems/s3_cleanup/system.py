"""What the harness knows of the S3 cleanup system beside its stack."""

from bootstrap.stacks.s3_cleanup import s3_cleanup
from harness.run.system import System

SYSTEM = System("s3-cleanup", s3_cleanup)
