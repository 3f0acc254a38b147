"""The systems that come with the harness, a folder each; `harness.run.registry` finds them."""

REFERENCE = "s3-cleanup"
"""The system, and its scenario of the same name, that a command takes when none is named."""
