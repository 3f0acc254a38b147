"""What the harness knows of the billing alarms beside their stack."""

from bootstrap.stacks.billing import billing
from harness.run.system import System

SYSTEM = System("billing", billing)
