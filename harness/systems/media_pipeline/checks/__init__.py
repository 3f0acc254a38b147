"""What must hold after a run of the system: pure functions of its timeline."""
