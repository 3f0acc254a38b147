"""Quantiles of what was measured. Pure."""

from collections.abc import Sequence


def nearest_rank(values: Sequence[float], percent: int) -> float:
    """The value that this percentage of the values, at least one, doesn't exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]
