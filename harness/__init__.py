"""Drives an emulated system through scenarios and observes what happens."""
