"""CloudWatch Logs' filter patterns: parsed once, then matched against messages. Nothing here knows of LocalStack.

From the user guide, "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail".
"""

from emulator.logs.pattern.model import Match, Pattern, PatternError
from emulator.logs.pattern.parser import parse

__all__ = ["Match", "Pattern", "PatternError", "parse"]
