"""Things kept once for all who use them: stored for the first user, and deleted some time after the last. Pure."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)


class Kept(Generic[Name]):
    """Who uses what, by names of things and of users. Safe to use from any thread.

    Of what nobody uses at the moment the `spare` that were asked for last are kept: one may be wanted again soon.
    """

    def __init__(self, delete: Callable[[Name], None], spare: int) -> None:
        self._delete, self._spare = delete, spare
        self._lock = Lock()
        self._users: dict[Name, set[Hashable]] = {}
        """What was asked for last comes last."""

    def use(self, name: Name, user: Hashable, store: Callable[[], None]) -> None:
        """Let `user` use it; `store` is called when it isn't there, and nobody uses it when that fails."""
        with self._lock:
            if name not in self._users:
                store()
            self._users[name] = self._users.pop(name, set()) | {user}

    def leave(self, user: Hashable) -> None:
        """Let `user` use nothing any more, and delete what nobody uses but for the spare."""
        with self._lock:
            for users in self._users.values():
                users.discard(user)
            unused = [name for name, users in self._users.items() if not users]
            for name in unused[: max(0, len(unused) - self._spare)]:
                del self._users[name]
                self._delete(name)
