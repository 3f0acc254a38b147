"""Conditions that compose, and the one waiter that waits for them."""
