"""What LocalStack imports at its start for checks that its settings leave out: it isn't imported.

Its gateway's handlers check requests and answers by an OpenAPI document when they are told to
(`OPENAPI_VALIDATE_REQUEST`, `OPENAPI_VALIDATE_RESPONSE`). The library for that is a tenth of all that is imported.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from localstack import config

UNUSED = (
    "openapi_core",
    "openapi_core.contrib",
    "openapi_core.contrib.werkzeug",
    "openapi_core.exceptions",
    "openapi_core.validation",
    "openapi_core.validation.request",
    "openapi_core.validation.request.exceptions",
    "openapi_core.validation.response",
    "openapi_core.validation.response.exceptions",
)


class Absent(ModuleType):
    """In the place of a module: each name is an exception's class, which nothing raises."""

    def __getattr__(self, name: str) -> type[Exception]:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {})


@contextmanager
def left_out(names: tuple[str, ...] = UNUSED) -> Iterator[None]:
    """Nothing stands behind these names for the length of the block; what was imported before stays."""
    absent = {name: Absent(name) for name in names if name not in sys.modules}
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)


def import_handlers() -> None:
    """Import LocalStack's handlers, as its start is about to."""
    if config.OPENAPI_VALIDATE_REQUEST or config.OPENAPI_VALIDATE_RESPONSE:
        return
    with left_out():
        import_module("localstack.aws.handlers.validation")
