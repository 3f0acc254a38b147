"""Off, observe or enforce: what a decision does, by account."""

from enum import Enum
from threading import Lock


class Mode(Enum):
    """What happens with decisions."""

    OFF = "off"
    """No request is looked at."""
    OBSERVE = "observe"
    """Every request is done; every decision is recorded."""
    ENFORCE = "enforce"
    """What isn't allowed is refused as on AWS."""


class Modes:
    """The mode of each account; `default` of all that have none of their own."""

    def __init__(self, default: Mode = Mode.OBSERVE) -> None:
        self._lock = Lock()
        self.default = default
        self._own: dict[str, Mode] = {}

    @property
    def are_off(self) -> bool:
        """True when no account has another mode than off."""
        return self.default is Mode.OFF and not self._own

    def of(self, account_id: str) -> Mode:
        """The mode of an account."""
        return self._own.get(account_id, self.default)

    def set(self, account_id: str, mode: Mode | None) -> None:
        """Give an account a mode of its own, or with None the default again."""
        with self._lock:
            if mode is None:
                self._own.pop(account_id, None)
            else:
                self._own[account_id] = mode
