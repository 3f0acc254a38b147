"""A certificate for a server of this machine: self-signed, for the names and addresses that it is asked by.

Its key is one of an elliptic curve, which is made in a millisecond; one for RSA takes fifty to two hundred.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=2 * 365)
EARLIER = timedelta(days=1)
"""How far another clock of the machine, such as a container's, may be behind."""


@dataclass(frozen=True)
class Certificate:
    """A key and its certificate, both PEM."""

    key: bytes
    certificate: bytes


def self_signed(names: Iterable[str], addresses: Iterable[str]) -> Certificate:
    """A new key and a certificate for it, for DNS names (the first is its subject) and IP addresses."""
    known_as, begins = list(names), datetime.now(UTC) - EARLIER
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, known_as[0])])
    alternatives = [*map(x509.DNSName, known_as), *(x509.IPAddress(ip_address(each)) for each in addresses)]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + EARLIER + VALID)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return Certificate(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate.public_bytes(pem),
    )
