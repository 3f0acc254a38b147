"""An endpoint is on this machine, or it is refused, however it is written."""

import pytest

from bootstrap.endpoint import Endpoint, EndpointRefused


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://127.0.0.1:4566", "http://127.0.0.1:4566"),
        ("http://localhost:4566/", "http://127.0.0.1:4566"),
        ("http://[::1]:4566", "http://[::1]:4566"),
        ("http://127.0.0.1", "http://127.0.0.1:80"),
    ],
)
def test_loopback_is_taken(given: str, url: str) -> None:
    assert Endpoint(given).url == url


@pytest.mark.parametrize(
    "given",
    [
        "https://s3.amazonaws.com",
        "http://sqs.us-east-1.amazonaws.com:80",
        "https://SQS.US-EAST-1.AMAZONAWS.COM.",
        "https://s3.cn-north-1.amazonaws.com.cn",
        "https://lambda.us-east-1.api.aws",
        "http://10.1.2.3:4566",
        "http://169.254.169.254",
        "http://8.8.8.8:4566",
        "http://0.0.0.0:4566",
        "http://user@127.0.0.1:4566",
        "http://127.0.0.1:4566/path",
        "ftp://127.0.0.1",
        "127.0.0.1:4566",
        "",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "https://localhost:0",
        "http://no-such-host.invalid:4566",
    ],
)
def test_everything_else_is_refused(given: str) -> None:
    with pytest.raises(EndpointRefused):
        Endpoint(given)


def test_a_private_address_is_taken_only_when_it_is_named() -> None:
    assert Endpoint("http://10.1.2.3:4566", ("10.1.2.3",)).url == "http://10.1.2.3:4566"
    with pytest.raises(EndpointRefused):
        Endpoint("http://10.1.2.4:4566", ("10.1.2.3",))


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "169.254.170.2", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fe80::1"]
)
def test_a_service_that_hands_out_credentials_is_never_allowed(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(EndpointRefused, match="not this machine"):
        Endpoint(f"http://{host}:80", allowed=(address,))


def test_naming_does_not_let_a_public_address_or_aws_in() -> None:
    for url, name in (("http://8.8.8.8:4566", "8.8.8.8"), ("https://s3.amazonaws.com", "s3.amazonaws.com")):
        with pytest.raises(EndpointRefused):
            Endpoint(url, (name,))
