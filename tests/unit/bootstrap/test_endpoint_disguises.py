"""AWS, and everything else that isn't this machine, is refused under every disguise that an address can wear."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
from botocore.loaders import create_loader

from bootstrap.endpoint import Endpoint, EndpointRefused

AWS_ADDRESS, LOCAL_ADDRESS, IN_A_VPC = "52.95.116.1", "127.0.0.1", "10.0.0.9"
DISGUISES = {
    "a user that looks like a host": "http://127.0.0.1@8.8.8.8:4566",
    "a user and a password": "http://127.0.0.1:4566@8.8.8.8",
    "a password without a user": "http://:secret@127.0.0.1:4566",
    "an empty user": "http://@127.0.0.1:4566",
    "a backslash before the host": "http://127.0.0.1\\@8.8.8.8",
    "a fragment before the host": "http://127.0.0.1#@8.8.8.8",
    "a query before the host": "http://127.0.0.1?@8.8.8.8",
    "a header behind the host": "http://127.0.0.1:4566\r\nHost: s3.amazonaws.com",
    "a slash that isn't one": "http://127.0.0.1／@8.8.8.8",
    "every interface": "http://0.0.0.0:4566",
    "every interface, in short": "http://0:4566",
    "every interface of IPv6": "http://[::]:4566",
    "a public address of IPv6": "http://[2600:1f18::1]:4566",
    "a public address of IPv4 in IPv6": "http://[::ffff:8.8.8.8]:4566",
    "a public address as one number": "http://134744072:4566",
    "a public address in base sixteen": "http://0x08080808:4566",
    "a neighbour with a zone": "http://[fe80::1%25lo]:4566",
    "the metadata service": "http://169.254.169.254",
    "brackets that don't close": "http://[::1:4566",
    "a name with an empty label": "http://local..host:4566",
    "a name that is too long": f"http://{'a' * 64}.invalid:4566",
    "a null byte": "http://127.0.0.1\0.amazonaws.com",
    "no scheme": "//127.0.0.1:4566",
    "a file": "file:///etc/hosts",
    "no port where there should be one": "http://127.0.0.1:port",
}


@pytest.mark.parametrize("given", DISGUISES.values(), ids=DISGUISES.keys())
def test_a_disguise_is_refused(given: str) -> None:
    with pytest.raises(EndpointRefused):
        Endpoint(given)


def aws_suffixes() -> list[str]:
    """The DNS suffixes of every partition of AWS that botocore knows."""
    partitions = create_loader().load_data("partitions")["partitions"]
    return sorted({each["outputs"][name] for each in partitions for name in ("dnsSuffix", "dualStackDnsSuffix")})


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Names that a test gives addresses, with every other name as it is."""
    real, names = socket.getaddrinfo, dict[str, list[str]]()

    def look_up(host: str, port: int, *rest: Any, **more: Any) -> Any:
        return [existing for each in names.get(host, [host]) for existing in real(each, port, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return lambda host, address: names.setdefault(host, []).append(address)


@pytest.mark.parametrize("suffix", aws_suffixes())
@pytest.mark.parametrize("address", [AWS_ADDRESS, LOCAL_ADDRESS, IN_A_VPC])
def test_a_name_of_aws_is_refused_wherever_it_leads(suffix: str, address: str, dns: Callable[[str, str], None]) -> None:
    """Also where a hosts file leads it to this machine, or a private DNS zone to an address that is allowed."""
    for name in (suffix, f"s3.us-east-1.{suffix}", f"S3.{suffix.upper()}.", f"vpce-1.s3.us-east-1.vpce.{suffix}"):
        host = name.rstrip(".").lower()
        dns(host, address)
        with pytest.raises(EndpointRefused, match="is AWS"):
            Endpoint(f"https://{name}", (host, address))


@pytest.mark.parametrize("name", ["localhost", "localhost.localstack.cloud", "emulator.local", "127.0.0.1.nip.io"])
def test_a_name_that_looks_local_is_where_it_leads(name: str, dns: Callable[[str, str], None]) -> None:
    dns(name, AWS_ADDRESS)
    with pytest.raises(EndpointRefused, match="which is not this machine"):
        Endpoint(f"http://{name}:4566", (name,))


def test_one_address_elsewhere_among_several_is_enough(dns: Callable[[str, str], None]) -> None:
    for address in (LOCAL_ADDRESS, AWS_ADDRESS):
        dns("emulator.local", address)
    with pytest.raises(EndpointRefused, match=AWS_ADDRESS):
        Endpoint("http://emulator.local:4566", ("emulator.local",))


def test_a_name_is_asked_once_and_its_address_kept(dns: Callable[[str, str], None]) -> None:
    """It may lead elsewhere a moment later."""
    dns("emulator.local", LOCAL_ADDRESS)
    endpoint = Endpoint("http://emulator.local:4566")
    dns("emulator.local", AWS_ADDRESS)
    assert endpoint.url == "http://127.0.0.1:4566"


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "::169.254.169.254", "fd00:ec2::254", "fe80::1"],
)
def test_naming_lets_no_metadata_service_in(address: str) -> None:
    """It gives out credentials of AWS, and its address counts as private."""
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(EndpointRefused, match="which is not this machine"):
        Endpoint(f"http://{host}", (address,))
