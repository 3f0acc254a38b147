"""Requests that are generated from botocore's models, for tests that let them loose on the emulator."""
