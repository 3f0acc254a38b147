"""What AWS answers to a request that it doesn't take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """The error's code, its message and the status of the answer."""

    code: str
    message: str
    status: int = 400
