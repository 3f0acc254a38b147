"""The size-tracking function's core: apply every change of the bucket once, and keep one consistent history."""
