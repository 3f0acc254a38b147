"""Requests are checked against their service's model in LocalStack's gateway, once they are parsed."""
