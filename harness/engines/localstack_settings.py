"""The settings LocalStack runs under, whichever engine starts it. Source: `localstack/config.py`, 4.9.2 and 4.14.0.

A container gets them from `docker/localstack.env`, which is written from here
(`python -m harness.engines.localstack_settings > docker/localstack.env`), and its port from the compose file.
"""

import sys
from collections.abc import Mapping

from harness.home import Home

DEFAULT_PORT = 4566
"""Where AWS clients look for LocalStack unless told otherwise."""

PLUGINS = frozenset(
    {
        "accounts", "activity", "apigateway", "apigatewayv2", "botocore_data", "cloudformation", "cloudwatch",
        "dynamodb", "egress", "expiry", "faults", "feed", "gateway", "iam", "installers", "interpreter_tuning",
        "lambda_", "lambda_docker", "logs", "metering", "s3", "server", "service_loading", "sns", "sqs", "suspension",
        "tagging", "validation",
    }
)  # fmt: skip
"""What `/_harness/plugins` must list before an engine counts as up."""

COMMON: Mapping[str, str] = {
    # Ours (`emulator.server`). LocalStack's listens on every interface, whatever GATEWAY_LISTEN says; `bound` is that
    # one on the right interface.
    "GATEWAY_SERVER": "direct",
    # Nothing outside this machine: no telemetry, no look-ups, no downloads.
    "DISABLE_EVENTS": "1",
    "SKIP_SSL_CERT_DOWNLOAD": "1",
    "SKIP_INFRA_DOWNLOADS": "1",
    "DNS_ADDRESS": "0",
    "AWS_EC2_METADATA_DISABLED": "true",
    "EAGER_SERVICE_LOADING": "0",
    # Queue URLs that need no DNS.
    "SQS_ENDPOINT_STRATEGY": "path",
    # Pollers of standard queues are woken by messages and pause for nothing (`lambda_.arrivals`). Those
    # of other sources ask again after 0.2 s; at the default of 10 s every chain waits, at 0 none delivers.
    "LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC": "0.2",
    "LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC": "0",
    # Messages expire, and a queue is purged once in 60 s, as in AWS.
    "SQS_ENABLE_MESSAGE_RETENTION_PERIOD": "1",
    "SQS_DELAY_PURGE_RETRY": "1",
    # Presigned URLs are checked, as in AWS.
    "S3_SKIP_SIGNATURE_VALIDATION": "0",
    # Nothing is read or written under a key that is disabled.
    "S3_SKIP_KMS_KEY_VALIDATION": "0",
    # Our plugins.
    "LAMBDA_RUNTIME_EXECUTOR": "process",
    "PROVIDER_OVERRIDE_DYNAMODB": "moto",
    "PROVIDER_OVERRIDE_DYNAMODBSTREAMS": "own",
}

CONTAINER: Mapping[str, str] = {
    **COMMON,
    "HARNESS_RUNTIMES_DIR": "/opt/harness/runtimes",
    # On the file system that LocalStack unpacks code on: layers are merged by hard links.
    "HARNESS_WORK_DIR": "/tmp/functions",  # noqa: S108 - of the container
}


def localstack_settings(port: int, home: Home) -> dict[str, str]:
    """Environment variables for LocalStack on 127.0.0.1:`port`.

    Everything it writes is below the home's `engine/`, but for unpacked layers, which it shares with other emulators.
    """
    folder = home.engine
    return {
        **COMMON,
        **addresses("127.0.0.1", port),
        # Inside somebody's container LocalStack would take it for its own image, and write to the machine's folders.
        "OVERRIDE_IN_DOCKER": "0",
        "LOCALSTACK_VOLUME_DIR": str(folder / "volume"),
        "FILESYSTEM_ROOT": str(folder / "root"),
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
        # LocalStack keeps its certificate in a folder of the machine and writes it anew at each start: two that start
        # at once spoil it for each other, and for all that come later.
        "CUSTOM_SSL_CERT_PATH": str(folder / "server.pem"),
        "HARNESS_RUNTIMES_DIR": str(home.runtimes),
        "HARNESS_UNPACKED_DIR": str(home.unpacked),
        "HARNESS_WORK_DIR": str(folder / "functions"),
    }


def container_settings(port: int) -> dict[str, str]:
    """Environment variables for LocalStack in a container whose `port` is published as 127.0.0.1:`port`.

    Inside it must listen on every interface, or nothing could be published; and on the same port as outside, so that a
    URL it hands out means the same to a function in the container and to a client outside.
    """
    return {**CONTAINER, **addresses("0.0.0.0", port)}  # noqa: S104


def addresses(interface: str, port: int) -> dict[str, str]:
    """Where LocalStack listens, and what it calls itself in URLs."""
    return {"GATEWAY_LISTEN": f"{interface}:{port}", "LOCALSTACK_HOST": f"127.0.0.1:{port}"}


def container_file() -> str:
    """The text of `docker/localstack.env`."""
    lines = ["# Written by harness/engines/localstack_settings.py: change it there."]
    return "\n".join([*lines, *(f"{name}={value}" for name, value in CONTAINER.items())]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(container_file())
