"""Numbers, times and names as people read them on a picture."""

from datetime import UTC, datetime

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def size_in_words(size_bytes: int) -> str:
    """Bytes with a decimal unit and three digits at most: `46 B`, `1.25 MB`."""
    value, unit = float(abs(size_bytes)), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{'−' if size_bytes < 0 else ''}{value:.3g} {_UNITS[unit]}"


def delta_in_words(size_bytes: int) -> str:
    """A change of size with its sign: `+18 B`, `−28 B`, `±0 B`."""
    return ("+" if size_bytes > 0 else "" if size_bytes else "±") + size_in_words(size_bytes)


def elapsed_in_words(start: str, moment: str) -> str:
    """The time from one ISO 8601 instant to another: `+0.25 s`, `+12 s`, `+3:20 min`, `+2:03:20 h`."""
    seconds = (datetime.fromisoformat(moment) - datetime.fromisoformat(start)).total_seconds()
    sign, seconds = ("−" if seconds < 0 else "+"), abs(seconds)
    if seconds < 10:
        return f"{sign}{seconds:.2g} s" if seconds >= 0.005 else "0 s"
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{sign}{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02d}:{rest:02d} h" if hours else f"{sign}{minutes}:{rest:02d} min"


def short_name(object_name: str, longest: int) -> str:
    """The name, printable; without its folders, then without its middle, when it has more than `longest` letters."""
    name = "".join(letter if letter.isprintable() else "·" for letter in object_name)
    if len(name) > longest:
        name = name.rstrip("/").rpartition("/")[2] or name
    if len(name) <= longest:
        return name
    kept = max(longest - 1, 2)
    return f"{name[: kept - kept // 2]}…{name[-(kept // 2) :]}"


def moment_in_words(moment: str) -> str:
    """An ISO 8601 instant to the second."""
    return f"{datetime.fromisoformat(moment).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
