"""PartiQL for DynamoDB: statements, and the requests that they stand for. Plain code.

Developer guide, "PartiQL - a SQL-compatible query language for Amazon DynamoDB",
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
"""
