"""What runs inside the functions' interpreters, not inside LocalStack: the standard library only, Python 3.10 up."""
