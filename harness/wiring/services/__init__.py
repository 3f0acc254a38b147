"""One file for each kind of listing; `harness.wiring.registry` finds them."""
