"""Observations of a system under a scenario, one file for each thing that is looked at."""
