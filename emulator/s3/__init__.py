"""S3's bucket names per account, and its event notifications as AWS sends them."""
