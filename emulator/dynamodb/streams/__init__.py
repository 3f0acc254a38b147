"""Streams of tables by DynamoDB's rules: records of changes, one shard a stream, read by iterators. Pure."""
