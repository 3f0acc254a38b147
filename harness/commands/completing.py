"""Printing what completes commands in a shell, written by shtab from the parser."""

import argparse
import sys

from harness.commands import PASSED


def print_completion(parser: argparse.ArgumentParser, shell: str) -> int:
    """Print the script for bash, zsh or fish."""
    import shtab

    sys.stdout.write(shtab.complete(parser, shell=shell) + "\n")
    return PASSED
