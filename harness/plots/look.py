"""Colours, sizes and words that every picture shares."""

INK, MUTED, LINE, BREACH, CALM, UNSURE = "#1f2933", "#7b8794", "#1f6feb", "#d1242f", "#2da44e", "#afb8c1"
BAND = "#f3f5f7"
STATE_COLOURS = {"ALARM": BREACH, "OK": CALM, "INSUFFICIENT_DATA": UNSURE}
STATE_WORDS = {"INSUFFICIENT_DATA": ("insufficient data", "no data", "?"), "ALARM": ("ALARM", "A"), "OK": ("OK",)}
"""How a state is written, longest first: the first that fits is taken."""
SIZE_INCHES, DPI = (12.8, 7.2), 125
"""1600 by 900 pixels."""
