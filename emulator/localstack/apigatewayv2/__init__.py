"""API Gateway HTTP APIs, which LocalStack's community edition doesn't have.

The control plane is a provider built on botocore's model (`provider.py`; `control/`, one file a kind of resource); the
data plane is a handler in the gateway (`data_plane.py`). What decides stands in `emulator/apigatewayv2/`: the way of a
request (`pipeline.py`), addresses, route keys, deployments, events, responses, CORS, authorizers, access log entries.
"""
