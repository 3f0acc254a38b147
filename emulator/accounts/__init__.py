"""Accounts keep runs apart: which are free to be used, which one is in use by a run now, and which hold anything."""
