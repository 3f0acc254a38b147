"""This emulator beside others of its kind: the same requests to both, in one run, alternating."""
