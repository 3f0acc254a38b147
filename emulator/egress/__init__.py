"""The way out of the emulator's process is closed: what may be connected to, and what was refused."""
