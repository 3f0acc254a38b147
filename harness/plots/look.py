"""Colours, sizes and words that every picture shares.

Text in one of these colours, on white or on a band, has a contrast of 4.5 at least (WCAG 2.2, 1.4.3); so has white text
on the colour of a state. A state is told by its word and its hatching too, never by colour alone.
"""

from typing import Any

INK, MUTED, LINE, BREACH, CALM, UNSURE = "#1f2933", "#57606a", "#0b57d0", "#b3151f", "#1a6b30", "#57606a"
BAND = "#f3f5f7"
STATE_COLOURS = {"ALARM": BREACH, "OK": CALM, "INSUFFICIENT_DATA": UNSURE}
STATE_HATCHES = {"ALARM": ("////", "#8f0d16"), "INSUFFICIENT_DATA": ("...", "#3c444c")}
"""What lies over the colour of a state, and in which colour: a darker one, so that white text stays readable."""
STATE_WORDS = {
    "INSUFFICIENT_DATA": ("INSUFFICIENT_DATA", "INSUFFI-\nCIENT_DATA", "?"),
    "ALARM": ("ALARM", "!"),
    "OK": ("OK",),
}
"""How a state is written, longest first: the first that fits is taken."""
NO_DATAPOINT = "–"
SIZE_INCHES, DPI = (12.8, 7.2), 125
"""1600 by 900 pixels."""
STYLE: dict[Any, Any] = {
    "font.size": 12, "font.family": "DejaVu Sans", "text.color": INK, "text.parse_math": False, "hatch.linewidth": 1.0
}  # fmt: skip
