"""The start of a function: zygote, supervisor, runtime. Named after the program that does this in AWS."""
