"""Code as AWS takes it: functions zipped from their sources, layers built from locked requirements."""
