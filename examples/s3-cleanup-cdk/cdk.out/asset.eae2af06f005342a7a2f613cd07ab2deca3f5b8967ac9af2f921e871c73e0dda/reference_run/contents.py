"""The three objects of the reference timeline; their sizes in bytes are what it is about."""

ASSIGNMENT1 = "assignment1.txt"
ASSIGNMENT2 = "assignment2.txt"
ASSIGNMENT3 = "assignment3.txt"

CONTENTS = {
    ASSIGNMENT1: b"Empty Assignment 1",
    ASSIGNMENT2: b"Empty Assignment 22222222222",
    ASSIGNMENT3: b"33",
}
"""Name → content: 18, 28 and 2 bytes."""
