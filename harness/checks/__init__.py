"""Judgements: pure functions of a timeline, each with a three-valued verdict."""
