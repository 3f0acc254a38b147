"""How long things take on this machine, and how much memory. Figures to read, never a test: machines are noisy."""
