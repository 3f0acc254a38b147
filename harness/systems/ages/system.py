"""What the harness knows of the places that keep things beside their stack."""

from bootstrap.stacks.ages import ages
from harness.run.system import System
from harness.systems.ages.picture import draw_what_is_left

SYSTEM = System("ages", ages, picture=draw_what_is_left)
