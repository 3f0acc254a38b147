"""Least privilege: what each role was granted, what of it was used, and what was used without being granted. Pure."""
