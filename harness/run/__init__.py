"""A run of a scenario: what its steps are given, what is recorded, how it is judged and where it is saved."""
