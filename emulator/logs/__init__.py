"""CloudWatch Logs' filters by AWS's rules: metric filters, subscription filters and searches share one matcher."""
