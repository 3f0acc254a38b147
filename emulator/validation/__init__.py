"""What AWS refuses before a service looks at a request: constraints of the service's own model, for all services.

`constraints` makes checks of a model's shapes (ranges, lengths, patterns, enums, required members), `dialects` says
which error each service answers with; `rules` are what the models don't say. Nothing here knows of LocalStack.
"""
