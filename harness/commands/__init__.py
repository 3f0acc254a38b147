"""The commands, and their exit codes; `harness.arguments` says how each is called."""

from bootstrap.errors import HarnessError

PASSED, FAILED, USAGE, LEAK, UNKNOWN, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""Exit codes: see `harness.cli`."""


class CommandError(HarnessError):
    """A command can't go on. The message says what, where and what next; `exit_code` is what the shell gets."""

    def __init__(self, message: str, exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code
