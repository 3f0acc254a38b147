"""The gateway guard: a web page can't drive the emulator."""
