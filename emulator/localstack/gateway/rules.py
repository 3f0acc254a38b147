"""Rules of a router build URLs only when they are asked to: compiling that for each is most of what a router costs.

werkzeug compiles it for every rule, and a router binds all its rules anew for each one more. It builds a syntax tree
each time, and a Python with CPython's issue 106905 counts the depth of trees for all threads together: it fails with
"AST constructor recursion depth mismatch" when two do so at the same time, so one is compiled at a time.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any

from emulator.localstack.seams import wraps

_compiling = RLock()


@wraps(
    "routing.rules:Rule._compile_builder", base="werkzeug",
    why="What builds a rule's URLs is compiled when it is first used, and one at a time: some Pythons fail at two.",
)  # fmt: skip
def compile_builder(original: Callable[..., Any], self: Any, append_unknown: bool = True) -> Callable[..., Any]:
    """The function that builds a rule's URLs, which is compiled when it is first called."""
    compiled: Callable[..., Any] | None = None

    def build(*args: Any, **values: Any) -> Any:
        nonlocal compiled
        if compiled is None:
            with _compiling:
                compiled = original(self, append_unknown)
        return compiled(*args, **values)

    return build
