"""Scenarios, one file each; a file's docstring is the text of the lab."""
