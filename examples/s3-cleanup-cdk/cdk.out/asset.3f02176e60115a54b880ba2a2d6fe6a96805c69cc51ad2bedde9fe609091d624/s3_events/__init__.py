"""S3's event notifications as they arrive at a function: in an SNS notification, in an SQS record, in a batch."""
