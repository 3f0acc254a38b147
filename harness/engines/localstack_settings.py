"""The settings LocalStack runs under, whichever engine starts it. Source: `localstack/config.py`, 4.9.2 and 4.14.0."""

from pathlib import Path

PLUGINS = frozenset(
    {
        "server", "gateway", "apigateway", "dynamodb", "lambda_runtime", "logs", "cloudwatch", "s3", "apigatewayv2",
        "accounts",
    }
)  # fmt: skip
"""What `/_harness/plugins` must list before an engine counts as up."""


def localstack_settings(port: int, folder: Path, runtimes: Path) -> dict[str, str]:
    """Environment variables for LocalStack on 127.0.0.1:`port`, with everything it writes below `folder`."""
    return {
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        # LocalStack's own server listens on every interface, whatever GATEWAY_LISTEN says.
        "GATEWAY_SERVER": "bound",
        "LOCALSTACK_HOST": f"127.0.0.1:{port}",
        "LOCALSTACK_VOLUME_DIR": str(folder / "volume"),
        "FILESYSTEM_ROOT": str(folder / "root"),
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
        # Nothing outside this machine: no telemetry, no look-ups, no downloads.
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "SKIP_INFRA_DOWNLOADS": "1",
        "DNS_ADDRESS": "0",
        "EAGER_SERVICE_LOADING": "0",
        # Queue URLs that need no DNS.
        "SQS_ENDPOINT_STRATEGY": "path",
        # An idle queue is polled again after 0.2 s; at the default of 10 s every chain waits, at 0 none delivers.
        "LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC": "0.2",
        "LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC": "0.1",
        # Presigned URLs are checked, as in AWS.
        "S3_SKIP_SIGNATURE_VALIDATION": "0",
        # Our plugins.
        "LAMBDA_RUNTIME_EXECUTOR": "process",
        "PROVIDER_OVERRIDE_DYNAMODB": "moto",
        "HARNESS_RUNTIMES_DIR": str(runtimes),
        "HARNESS_WORK_DIR": str(folder / "functions"),
    }
