"""Faults on purpose: which of AWS's documented faults happens where, decided by a seed and by what happens. Plain."""
