"""The chain an event travels through, link by link, and which link is stuck."""
