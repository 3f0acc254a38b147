"""What is declared: resources, what they refer to, and the stacks they make up. Values only; nothing here does I/O."""
