"""Times of a picture in one unit: that in which its windows are counted."""

HOUR_S, MINUTE_S = 3600, 60


def time_in_words(time_s: int, period_s: int) -> str:
    """A time on the axis, in the unit that windows of that length are counted in."""
    unit_s, unit = next((size, name) for size, name in ((HOUR_S, "h"), (MINUTE_S, "min"), (1, "s")) if period_s >= size)
    return f"{time_s / unit_s:g} {unit}"


def period_in_words(period_s: int) -> str:
    """A period in the unit of the axis: `6 h`, `60 s` (as AWS writes it) below an hour."""
    return time_in_words(period_s, period_s) if period_s >= HOUR_S else f"{period_s} s"
