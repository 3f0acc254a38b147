"""The S3 cleanup system: all of the harness that is about it."""
