"""Ways to have an emulator, one file each."""
