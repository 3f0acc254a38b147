"""The plotting function's core: the history as a picture."""
