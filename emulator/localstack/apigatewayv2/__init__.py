"""API Gateway HTTP APIs, which LocalStack's community edition doesn't have.

The control plane is a provider built on botocore's model (`provider.py`, one file a kind of resource); the data plane
is a handler in the gateway (`data_plane.py`, `pipeline.py`). What decides is in pure modules between them: addresses,
route keys, events, responses, CORS, policies, authorizers, access log entries.
"""
