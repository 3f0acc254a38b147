"""Which accounts share their names, where AWS has one name for all accounts: those of buckets.

Runs are kept apart by their accounts, and need the same names. So an account that was handed out, or that a run has
leased, has names of its own; it shares them with the accounts that are handed out to stand beside it. All other
accounts share theirs with the default one, as accounts of AWS do.
"""

from threading import Lock

from emulator import DEFAULT_ACCOUNT


class Namespaces:
    """The namespace of every account. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._apart: dict[str, str] = {}

    def of(self, account_id: str) -> str:
        """The account's namespace: equal for accounts that share names."""
        return self._apart.get(account_id, DEFAULT_ACCOUNT)

    def set_apart(self, account_id: str, beside: str | None = None) -> None:
        """Give the account names of its own, or those of the account `beside`; what it has already, it keeps."""
        if account_id == DEFAULT_ACCOUNT:
            return
        with self._lock:
            self._apart.setdefault(account_id, account_id if beside is None else self.of(beside))


NAMESPACES = Namespaces()
"""Those of this emulator."""
