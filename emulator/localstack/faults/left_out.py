"""LocalStack without the seams of faults, for `make bench`: `python -m emulator.localstack.faults.left_out`."""

from emulator.localstack.seams import declaring


def main() -> None:
    """Start LocalStack's runtime as it would be if there were no faults to ask for."""
    declaring.MODULES = tuple(name for name in declaring.MODULES if not name.startswith("faults."))
    from emulator.localstack.__main__ import main as run

    run()


if __name__ == "__main__":
    main()
