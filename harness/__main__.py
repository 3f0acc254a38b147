"""`python -m harness`, and `harness`: the command line, which may be interrupted from its first moment on."""

import sys

INTERRUPTED = 130


def main() -> int:
    """Run the command line. Ctrl-C while its modules are still being loaded ends it as later: without a traceback."""
    try:
        from harness.interpreter import tune

        tune()
        from harness.cli import main as run

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("harness: interrupted\n")
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
