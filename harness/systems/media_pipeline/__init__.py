"""The media pipeline: all of the harness that is about it."""
