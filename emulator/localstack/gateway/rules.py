"""Rules of a router are compiled one at a time: a service's first requests come at once, each on a thread of its own.

werkzeug builds a syntax tree for each rule, and a Python with CPython's issue 106905 counts the depth of trees for all
threads together: it fails with "AST constructor recursion depth mismatch" when two do so at the same time.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any

from emulator.localstack.seams import wraps

_compiling = RLock()


@wraps(
    "routing.rules:Rule._compile_builder", base="werkzeug",
    why="Rules are compiled one at a time: some Pythons fail at two syntax trees at once.",
)  # fmt: skip
def compile_builder(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The function that builds a rule's URLs."""
    with _compiling:
        return original(*args, **kwargs)
