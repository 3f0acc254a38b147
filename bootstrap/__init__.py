"""What a system consists of, and how it comes and goes."""
