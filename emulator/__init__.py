"""Plugins that run inside LocalStack's process and give it what event-driven systems need.

Nothing here imports the rest of the project, and nothing of the project imports this: the two meet over HTTP.
"""
