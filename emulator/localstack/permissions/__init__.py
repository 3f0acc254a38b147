"""What is asked before a service calls a function: the function's resource policy."""
