"""Removing an event source mapping that is disabled: LocalStack leaves it as Deleting for ever, AWS removes it.

LocalStack's poller thread takes the mapping out of the store when it ends (`esm_worker.py`); a disabled one has none.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps


@wraps(
    "services.lambda_.event_source_mapping.esm_worker:EsmWorker.delete",
    at="lambda",
    why="A mapping that is disabled has no poller that would take it out of the store when it is removed.",
)
def delete(original: Callable[[Any], None], self: Any) -> None:
    """Remove a mapping, from the store too when nobody else does it."""
    original(self)
    if not self.enabled:
        self.delete_esm_in_store()
