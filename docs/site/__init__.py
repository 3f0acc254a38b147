"""Builds the documentation site: what mkdocs calls, and the reference that is written from the code."""
