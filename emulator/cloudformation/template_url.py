"""Which object of S3 a TemplateURL names."""

from urllib.parse import unquote, urlsplit

HOSTS = ("127.0.0.1", "localhost", "localhost.localstack.cloud", "s3.localhost.localstack.cloud")


def place_of(url: str, endpoint: str) -> tuple[str, str] | None:
    """Bucket and key of a URL in its path form, below `endpoint` or another name of the same emulator; else None."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.hostname not in (*HOSTS, urlsplit(endpoint).hostname):
        return None
    bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
    return (bucket, key) if bucket and key else None
