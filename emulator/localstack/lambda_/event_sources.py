"""Removing an event source mapping that is disabled: LocalStack leaves it as Deleting for ever, AWS removes it.

LocalStack's poller thread takes the mapping out of the store when it ends (`esm_worker.py`); a disabled one has none.
"""

from collections.abc import Callable
from typing import Any

from localstack.services.lambda_.event_source_mapping.esm_worker import EsmWorker
from localstack.utils.patch import patch


def attach() -> None:
    """Take a mapping without a poller out of the store when it is removed."""

    @patch(EsmWorker.delete)
    def delete(original: Callable[[Any], None], self: EsmWorker) -> None:
        original(self)
        if not self.enabled:
            self.delete_esm_in_store()
