"""What a forked process has imported already, beside what the function brings under the same names.

AWS looks into the function's folder and its layers before its own libraries. A layer that brings its own `dateutil`,
as every one with matplotlib does, must be served that; but where it is file for file the one that is loaded, the loaded
one can be it, and the fresh interpreter of a function that replaces a library, with its imports, is saved.
"""

import os
import stat
import sys

KEPT = ("dateutil", "jmespath", "six")
"""What may stay loaded. Not `urllib3`, for example: what it can do depends on libraries that it finds at its import."""
MOST_FILES = 64
MOST_BYTES = 2_000_000
"""What is compared at most."""
CACHE = "__pycache__"


def shadows(folders: "list[str]") -> bool:
    """True when a folder has a module with the name of a loaded one, and something else in it.

    Modules that are the same in both are then those of the folder: their `__file__` says so.
    """
    names = {name.partition(".")[0] for name in sys.modules}
    found: dict[str, str] = {}
    for folder in folders:
        try:
            entries = os.listdir(folder)  # noqa: PTH208 - every microsecond of a cold start counts
        except OSError:
            continue
        for entry in entries:
            name, place = entry.partition(".")[0], f"{folder}/{entry}"
            if name not in names:
                continue
            first = found.setdefault(name, place)
            if first != place and os.path.dirname(first) == folder:  # noqa: PTH120
                return True
    if not all(_is_loaded(name, place) for name, place in found.items()):
        return True
    for name, place in found.items():
        _move(name, place)
    return False


def _is_loaded(name: str, place: str) -> bool:
    """Whether `place` holds what the loaded module was loaded from."""
    origin = _place_of(name)
    if name not in KEPT or origin is None or os.path.basename(origin) != os.path.basename(place):  # noqa: PTH119
        return False
    try:
        mine, theirs = _files(origin), _files(place)
        return mine == theirs and all(_read(origin + file) == _read(place + file) for file in mine)
    except (OSError, _OtherwiseError):
        return False


def _place_of(name: str) -> "str | None":
    """The file of a loaded module, or the folder of a package; None for what has neither."""
    file = getattr(sys.modules.get(name), "__file__", None)
    if not file:
        return None
    folder, base = os.path.split(file)
    return folder if base.startswith("__init__.") else str(file)


class _OtherwiseError(Exception):
    """There is something that isn't compared: too much of it, or neither a file nor a folder."""


def _files(place: str) -> "dict[str, int]":
    """The sizes of the files below a folder, by what follows its name; of a file, its own."""
    found: dict[str, int] = {}
    waiting = [""]
    while waiting:
        below = waiting.pop()
        status = os.lstat(place + below)
        if stat.S_ISDIR(status.st_mode):
            waiting.extend(f"{below}/{name}" for name in os.listdir(place + below) if name != CACHE)  # noqa: PTH208
        elif stat.S_ISREG(status.st_mode):
            found[below] = status.st_size
        else:
            raise _OtherwiseError
        if len(found) + len(waiting) > MOST_FILES or sum(found.values()) > MOST_BYTES:
            raise _OtherwiseError
    return found


def _read(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read()


def _move(name: str, place: str) -> None:
    """Let a module and those below it, loaded or not yet, be the ones at `place`."""
    origin = _place_of(name)
    if origin is None:
        return

    def moved(path: str) -> str:
        return place + path[len(origin) :] if path == origin or path.startswith(f"{origin}/") else path

    for module in [each for key, each in sys.modules.items() if key.partition(".")[0] == name]:
        for holder, attributes in (
            (module, ("__file__", "__cached__")),
            (getattr(module, "__spec__", None), ("origin", "cached")),
            (getattr(module, "__loader__", None), ("path",)),
        ):
            for attribute in attributes:
                if isinstance(path := getattr(holder, attribute, None), str):
                    setattr(holder, attribute, moved(path))
        if isinstance(getattr(module, "__path__", None), list):
            module.__path__[:] = [moved(path) for path in module.__path__]
