"""The driver's core: the reference timeline 0, 18, 46, 18, 20, 2, driven from inside the system."""
