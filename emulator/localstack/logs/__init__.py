"""CloudWatch Logs' filters by AWS's rules: metric filters, subscription filters and searches share one matcher.

LocalStack runs every metric filter for any log group, calls every event a match, publishes 1 for a field's value and
drops unit, dimensions, default and time. `pattern` parses and matches, `metric_filter` says what a filter is,
`filter_store` keeps them, `measurement` turns events into datapoints, `publisher` gathers those: all of it in
`emulator/logs`. Here `metric_store` writes them, `subscription` delivers, and `operations` is the API; `attach` puts
them in the place of LocalStack's and moto's.
"""
