"""The ticks of an axis with thresholds: each threshold is one, and round numbers where they have room beside it."""

from collections.abc import Sequence

MOST_ROUND = 6
ROOM = 0.05
"""The share of the axis that two ticks keep between them."""


def ticks_with(thresholds: Sequence[float], low: float, high: float) -> list[float]:
    """Every threshold within the limits, and the round numbers that are far enough from all of them."""
    from matplotlib.ticker import MaxNLocator

    kept = sorted({threshold for threshold in thresholds if low <= threshold <= high})
    locator = MaxNLocator(MOST_ROUND, steps=[1, 2, 5, 10], integer=high - low >= MOST_ROUND)
    rounds = [float(value) for value in locator.tick_values(low, high) if low <= value <= high]
    apart = (high - low) * ROOM
    return sorted([*kept, *(value for value in rounds if all(abs(value - each) >= apart for each in kept))])
