"""Plugins that run inside LocalStack's process and give it what event-driven systems need.

Nothing here imports the rest of the project, and nothing of the project imports this: the two meet over HTTP.
"""

DEFAULT_ACCOUNT = "000000000000"
"""The account of whoever names none, as in LocalStack."""
