"""Whether functions run as processes of this machine: the executor that is chosen."""

from localstack import config

EXECUTOR = "process"


def functions_are_processes() -> bool:
    """Whether ours is the executor."""
    return bool(config.LAMBDA_RUNTIME_EXECUTOR == EXECUTOR)
