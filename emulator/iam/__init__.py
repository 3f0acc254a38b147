"""IAM as AWS evaluates it: plain code over policies and requests, no LocalStack in it.

Rules: IAM user guide, "Policy evaluation logic", "IAM JSON policy elements", "AWS global condition context keys".
"""
