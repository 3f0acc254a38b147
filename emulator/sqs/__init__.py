"""What we know of SQS: redrives, dead-letter queues, retention. Plain code, without LocalStack."""
