"""What the harness knows of the four alarms on missing data beside their stack."""

from bootstrap.stacks.missing_data import missing_data
from harness.run.system import System
from harness.systems.missing_data.picture import draw_settings

SYSTEM = System("missing-data", missing_data, picture=draw_settings)
