"""Functions as processes of this machine, by AWS's Runtime API."""


def install() -> None:
    """Attach to LocalStack what its executor interface leaves out: log delivery, client context, a quick end."""
    from emulator.localstack.lambda_.attach import attach

    attach()
