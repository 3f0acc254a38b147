"""botocore's files are read once in LocalStack's process, and its rules of retries are resolved once.

Every new botocore session parses the table of endpoints anew, half a megabyte, and the models of the services that it
has clients of, up to four. A fresh emulator makes a dozen sessions with its first requests, and more with every
account. Every new client resolves the references of all rules anew, which is a third of what making it takes;
LocalStack makes a score of them with every account.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from emulator.localstack.seams import wraps


class SharedFiles:
    """What was read of each file, for all sessions.

    botocore completes the entries of the table and merges its extras into a model, always the same values under keys
    that are there; nobody else changes what was read. LocalStack's patches are made to copies.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._read: dict[str, Any] = {}

    def load(self, read: Callable[[str], Any], file_path: str) -> Any:
        """The data of `file_path` (without `.json`, as botocore names it); None where there is no such file."""
        with self._lock:
            if (found := self._read.get(file_path)) is None and (found := read(file_path)) is not None:
                self._read[file_path] = found
            return found


files = SharedFiles()
"""Those of this process."""


@wraps(
    "loaders:JSONFileLoader.load_file",
    base="botocore",
    why="The table of endpoints and the models of services are read once instead of once a session.",
)
def load_file(original: Callable[..., Any], self: Any, file_path: str) -> Any:
    """The data of a file, read when nobody has asked for it before."""
    return files.load(lambda path: original(self, path), file_path)


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
