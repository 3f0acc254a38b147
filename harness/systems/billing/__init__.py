"""The billing alarms: all of the harness that is about them."""
