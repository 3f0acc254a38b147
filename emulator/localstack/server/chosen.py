"""Which HTTP server LocalStack was told to be behind."""

from localstack import config

OWN = "direct"
"""`GATEWAY_SERVER` of the one that isn't built on Twisted."""


def uses_twisted() -> bool:
    """Whether Twisted serves; else nothing of it need be loaded."""
    return config.GATEWAY_SERVER != OWN
