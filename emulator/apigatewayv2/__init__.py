"""API Gateway HTTP APIs, which LocalStack's community edition doesn't have."""
