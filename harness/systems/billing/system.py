"""What the harness knows of the billing alarms beside their stack."""

from bootstrap.stacks.billing import billing
from harness.run.system import System
from harness.systems.billing.picture import draw_charges

SYSTEM = System("billing", billing, picture=draw_charges)
