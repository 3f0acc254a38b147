"""Clients carry an explicit local endpoint and nothing of the host's, whatever the shell carries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint

HOSTILE = {
    "AWS_PROFILE": "production",
    "AWS_DEFAULT_PROFILE": "production",
    "AWS_ENDPOINT_URL": "https://s3.amazonaws.com",
    "AWS_ENDPOINT_URL_S3": "https://s3.amazonaws.com",
    "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real",
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_CA_BUNDLE": "/nowhere",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_DEFAULTS_MODE": "no such mode",
    "AWS_RETRY_MODE": "no such mode",
    "AWS_MAX_ATTEMPTS": "many",
    "AWS_STS_REGIONAL_ENDPOINTS": "no such choice",
    "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "no such choice",
    "AWS_REQUEST_CHECKSUM_CALCULATION": "no such choice",
    "AWS_RESPONSE_CHECKSUM_VALIDATION": "no such choice",
    "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "no number",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "no such mode",
    "AWS_SDK_UA_APP_ID": "app",
    "AWS_CSM_ENABLED": "true",
    "HTTP_PROXY": "http://proxy.invalid:1",
    "http_proxy": "http://proxy.invalid:1",
    "HTTPS_PROXY": "http://proxy.invalid:1",
}
SERVICES = ("s3", "sns", "sqs", "lambda_", "dynamodb", "logs", "cloudwatch", "iam", "sts", "apigateway", "apigatewayv2")


@pytest.fixture
def hostile_host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A shell and a home that point boto3 at AWS, or at nothing that works."""
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile production]\nendpoint_url = https://s3.amazonaws.com\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "endpoints.json").write_text("{}")
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / "models"))


@pytest.mark.parametrize("service", SERVICES)
def test_the_host_changes_nothing(service: str, hostile_host: None) -> None:
    client = getattr(Clients(Endpoint("http://127.0.0.1:4566"), account_id="111111111111"), service)
    assert client.meta.endpoint_url == "http://127.0.0.1:4566"
    assert client.meta.region_name == "us-east-1"
    assert client.meta.config.proxies == {}
    credentials = client._request_signer._credentials.get_frozen_credentials()
    assert (credentials.access_key, credentials.token) == ("111111111111", None)


def test_the_host_changes_no_request(hostile_host: None) -> None:
    s3 = Clients(Endpoint("http://127.0.0.1:4566")).s3
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "key"})
    assert url.startswith("http://127.0.0.1:4566/bucket/key?")


def test_a_missing_home_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    assert Clients(Endpoint("http://127.0.0.1:4566")).s3.meta.endpoint_url == "http://127.0.0.1:4566"


def test_requests_are_signed_where_an_interrupt_is_noticed() -> None:
    code = "import harness.cli, botocore.compat; print(botocore.compat.HAS_CRT)"
    settings = {**os.environ, "BOTO_DISABLE_CRT": "false"}
    answer = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"
