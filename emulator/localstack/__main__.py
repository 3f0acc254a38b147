"""Starts LocalStack: `python -m emulator.localstack`. What starts is what `python -m localstack.runtime.main` starts.

A start is 1,500 imports, and what they make stays. Python's collector would go over all of it again and again and find
nothing, so it rests until `interpreter_tuning.has_started`.
"""

import gc


def main() -> None:
    """Run LocalStack in this process, until it ends."""
    gc.disable()
    from localstack.runtime.main import main as run

    run()


if __name__ == "__main__":
    main()
