"""What is run on the system, a file for each lab; its docstring is the lab's text."""
