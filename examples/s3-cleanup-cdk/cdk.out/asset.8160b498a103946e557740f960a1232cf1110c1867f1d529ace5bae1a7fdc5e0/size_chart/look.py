"""The picture's measures and colours."""

from typing import Any

WIDTH_PX, HEIGHT_PX, DPI = 1600, 900, 100
AXES = (0.065, 0.125, 0.845, 0.68)
"""Left, bottom, width and height of the drawing, as fractions of the picture."""
INK, MUTED, GRID = "#1f2933", "#57606a", "#e4e8ec"
TOTAL, THRESHOLD = "#0b57d0", "#b3151f"
PLAIN: dict[str, Any] = {"parse_math": False}
"""For text that holds names: a `$` in them is a dollar sign."""
EM_PX = 13 / 72 * DPI
"""The height of a label's letters; they are about 0.6 of it wide."""
