"""CloudWatch by AWS's rules, on a clock that a scenario can control."""
