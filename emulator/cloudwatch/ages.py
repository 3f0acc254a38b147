"""How old and how new a datum may be: API reference, PutMetricData."""

OLDEST_S, NEWEST_S = 14 * 86_400, 2 * 3_600


def is_in_time(time_s: float, *clocks_s: float) -> bool:
    """Whether a datum of that time is taken: at most two weeks old and two hours ahead, by any of the clocks.

    An account's clock may be ahead of the wall's, and functions know the wall's only.
    """
    return any(now_s - OLDEST_S <= time_s <= now_s + NEWEST_S for now_s in clocks_s)
