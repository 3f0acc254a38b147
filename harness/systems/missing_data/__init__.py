"""Four alarms on one metric: all of the harness that is about the lab `missing-data`."""
