"""One small file for each way to break a link; `harness.breaks.registry` finds them."""
