"""The systems that come with the harness, a folder each; `harness.run.registry` finds them."""
