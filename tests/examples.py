"""On how many examples a property is tried: few in `make check`, more wherever nobody waits for it."""

from hypothesis import settings

PROFILES = {"gate": 25, "whole": 100}
"""What `--hypothesis-profile` may name, with the examples of an ordinary property; whole unless another is named."""


def register_profiles() -> None:
    """Let the command line choose, before any module of tests is read."""
    for name, count in PROFILES.items():
        settings.register_profile(name, max_examples=count, deadline=None)
    settings.load_profile("whole")


def examples(times: float) -> int:
    """So many times as many examples as the profile has for an ordinary property."""
    return round(settings().max_examples * times)
