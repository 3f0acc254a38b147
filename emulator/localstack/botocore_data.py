"""botocore's table of endpoints is read once in LocalStack's process, and its rules of retries are resolved once.

Every new botocore session parses the table's half megabyte anew; a fresh emulator makes a dozen sessions with its first
requests, and more with every account. Every new client resolves the references of all rules anew, which is a third of
what making it takes; LocalStack makes a score of them with every account.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from emulator.localstack.seams import wraps

TABLE = "endpoints"


class SharedTables:
    """What was read of each table, for all sessions: botocore only completes its entries, always the same way."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tables: dict[str, Any] = {}

    def load(self, read: Callable[[str], Any], file_path: str) -> Any:
        """The data of `file_path` (without `.json`, as botocore names it), read anew unless it is a table."""
        if Path(file_path).name != TABLE:
            return read(file_path)
        with self._lock:
            if file_path not in self._tables:
                self._tables[file_path] = read(file_path)
            return self._tables[file_path]


tables = SharedTables()
"""Those of this process."""


@wraps(
    "loaders:JSONFileLoader.load_file",
    base="botocore",
    why="The table of endpoints, half a megabyte, is read once instead of once a session.",
)
def load_file(original: Callable[..., Any], self: Any, file_path: str) -> Any:
    """The data of a file, of the shared tables where it is one."""
    return tables.load(lambda path: original(self, path), file_path)


_rules: dict[tuple[str, tuple[tuple[str, Any], ...]], dict[str, Any]] = {}
"""By the service's prefix and the client's own configuration; botocore only reads them."""


@wraps(
    "translate:build_retry_config",
    base="botocore",
    why="The rules of retries are resolved once for each kind of client, instead of for each client.",
)
def build_retry_config(
    original: Callable[..., dict[str, Any]],
    endpoint_prefix: str,
    retry_model: Any,
    definitions: Any,
    client_retry_config: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The rules for a client of that service, resolved when nobody has asked for them before."""
    key = endpoint_prefix, tuple(sorted((client_retry_config or {}).items()))
    if key not in _rules:
        _rules[key] = original(endpoint_prefix, retry_model, definitions, client_retry_config)
    return _rules[key]
