"""A client that is given the certificate trusts the server by each of its names and addresses, and by no other."""

import ssl
from pathlib import Path

import pytest

from emulator.server.certificate import Certificate, self_signed

NAMES, ADDRESSES = ("localhost", "*.localhost.localstack.cloud"), ("127.0.0.1", "::1")


@pytest.fixture(scope="module")
def made() -> Certificate:
    return self_signed(NAMES, ADDRESSES)


def shake_hands(made: Certificate, folder: Path, asked: str) -> None:
    """A whole handshake in memory, by a client that checks."""
    (folder / "both").write_bytes(made.key + made.certificate)
    there, here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    there.load_cert_chain(folder / "both")
    here.load_verify_locations(cadata=made.certificate.decode())
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        there.wrap_bio(to_server, to_client, server_side=True),
        here.wrap_bio(to_client, to_server, server_hostname=asked),
    ]
    for _ in range(10):
        for end in list(ends):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            ends.remove(end)
        if not ends:
            return
    pytest.fail("the handshake doesn't come to its end")


@pytest.mark.parametrize("asked", ["localhost", "s3.localhost.localstack.cloud", "127.0.0.1", "::1"])
def test_it_is_trusted_by_its_names_and_addresses(made: Certificate, tmp_path: Path, asked: str) -> None:
    shake_hands(made, tmp_path, asked)


@pytest.mark.parametrize("asked", ["example.org", "127.0.0.2"])
def test_it_is_trusted_by_no_other(made: Certificate, tmp_path: Path, asked: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(made, tmp_path, asked)


def test_each_is_another(made: Certificate) -> None:
    assert self_signed(NAMES, ADDRESSES) != made
