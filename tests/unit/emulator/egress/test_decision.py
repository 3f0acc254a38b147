"""Where the emulator's process may connect to, as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.egress.decision import Address, Egress, loops_back

EGRESS = Egress(
    ("runner", "*.lab.example", "10.1.1.1", "169.254.169.254", "sqs.us-east-1.amazonaws.com"), lambda: ["172.17.0.2"]
)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::", "172.17.0.2", "10.1.1.1", "localhost"],
)
def test_this_machine_and_named_addresses_may_be_connected_to(host: str) -> None:
    assert EGRESS.may_connect(host)


@pytest.mark.parametrize(
    "host",
    [
        "8.8.8.8", "10.1.1.2", "172.17.0.3", "2001:db8::1", "::ffff:8.8.8.8", "example.com", "1", "127.0.0.1.example",
        # Where clouds hand out credentials, whatever was named.
        "169.254.169.254", "169.254.170.2", "::ffff:169.254.169.254", "fd00:ec2::254", "fe80::1%eth0", "fd20:ce::254",
    ],
)  # fmt: skip
def test_no_other_machine_may_be_connected_to(host: str) -> None:
    assert not EGRESS.may_connect(host)


@pytest.mark.parametrize("name", ["localhost", "LocalHost.", "a.localhost", "x.lab.example", "runner", "127.0.0.1", ""])
def test_names_of_this_machine_and_named_ones_may_be_looked_up(name: str) -> None:
    assert EGRESS.may_look_up(name)


@pytest.mark.parametrize(
    "name",
    [
        "example.com",
        "lab.example",
        "xlab.example",
        "localhost.example",
        "s3.amazonaws.com",
        "sqs.us-east-1.amazonaws.com",
        "queue.amazonaws.com.cn",
        "x.api.aws",
    ],
)
def test_no_other_name_may_be_looked_up(name: str) -> None:
    assert not EGRESS.may_look_up(name)


def test_what_an_allowed_name_resolves_to_may_be_connected_to_once_it_was_looked_up() -> None:
    egress = Egress(("runner",), resolve=lambda name: {"runner": ["10.2.2.2", "169.254.169.254"]}[name])

    assert not egress.may_connect("10.2.2.2")
    assert egress.may_look_up("runner")
    assert egress.may_connect("10.2.2.2")
    assert not egress.may_connect("169.254.169.254")


def test_names_below_localhost_mean_this_machine() -> None:
    assert loops_back("bucket.s3.localhost")
    assert not loops_back("localhost")
    assert not loops_back("example.com")


@given(st.ip_addresses())
def test_only_addresses_of_this_machine_pass(address: Address) -> None:
    plain = getattr(address, "ipv4_mapped", None) or address

    assert Egress().may_connect(str(address)) == bool(plain.is_loopback or plain.is_unspecified)
