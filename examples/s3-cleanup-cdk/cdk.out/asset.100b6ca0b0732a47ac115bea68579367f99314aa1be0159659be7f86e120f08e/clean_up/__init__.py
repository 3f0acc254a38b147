"""The cleaner's core: on an alarm's transition to ALARM, remove the largest current object, once."""
