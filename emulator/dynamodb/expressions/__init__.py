"""DynamoDB's expressions: read by the grammar of the developer guide, and checked in DynamoDB's words. Pure.

Sources, all in the developer guide: "Condition and filter expressions, operators, and functions in DynamoDB", "Key
condition expressions for the Query operation", "Using update expressions in DynamoDB", "Using projection expressions in
DynamoDB".
"""
