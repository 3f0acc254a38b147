"""What AWS charges, and how a bill is added up: plain arithmetic that the harness and the emulator share.

Imports nothing of ours.
"""
