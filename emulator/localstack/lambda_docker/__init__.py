"""Functions in AWS's own images: what LocalStack's Docker executor leaves out. Of use where that executor is chosen."""


def install() -> None:
    """Attach, if functions run in containers; layers come by hooks of the executor, see `plugins`."""
    from localstack import config

    if config.LAMBDA_RUNTIME_EXECUTOR == "docker":
        from emulator.localstack.lambda_docker.attach import attach

        attach()
