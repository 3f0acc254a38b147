"""Placeholder until its package is written."""


def install() -> None:
    """Attach nothing yet."""
