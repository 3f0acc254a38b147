"""The logging function's core: one structured log event for each S3 event, with the change of size it made."""
