"""What we know of SNS. Plain code, without LocalStack."""
