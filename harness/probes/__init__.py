"""Read-only observations of a system under a scenario, one file a service."""
