"""Which divergences from AWS were touched: what behaves otherwise here than there, by the account that met it. Pure.

The identifiers are those of the fidelity register, which says what each means.
"""

from threading import Lock


class Divergences:
    """What each account touched, each once; a mark says when, so that a reader can ask for what came after it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._touched: dict[str, dict[tuple[str, str], int]] = {}
        self._mark = 0

    def touch(self, identifier: str, detail: str, account_id: str) -> None:
        """Note that `account_id` touched a known divergence from AWS."""
        with self._lock:
            self._mark += 1
            self._touched.setdefault(account_id, {})[identifier, detail] = self._mark

    def of_account(self, account_id: str, since: int = 0) -> tuple[int, list[tuple[str, str]]]:
        """The mark of now, and what the account touched after the mark `since`: identifiers and details, sorted."""
        with self._lock:
            touched = self._touched.get(account_id, {})
            return self._mark, sorted(what for what, mark in touched.items() if mark > since)


divergences = Divergences()
"""Those of this process."""
