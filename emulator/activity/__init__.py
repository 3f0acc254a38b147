"""What is in progress inside the emulator, counted per account, so that a caller can tell when all is quiet."""
