"""The HTTP server of the emulator: LocalStack's own, but on the addresses it was given."""
