"""Campaigns: one scenario under many seeds, what came of each kept in one file, and the smallest case of a failure."""
