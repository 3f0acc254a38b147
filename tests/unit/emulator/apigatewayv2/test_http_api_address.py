"""From host and path to an API and its stage."""

import pytest

from emulator.apigatewayv2.address import Address, Stage, address_of, stage_of


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        ("abc.execute-api.localhost:4566", "/x/y", Address("abc", "/x/y", "abc.execute-api.localhost")),
        ("ABC.execute-api.localhost", "/", Address("abc", "/", "abc.execute-api.localhost")),
        (
            "abc.execute-api.localhost.localstack.cloud:4566",
            "/%24default/x",
            Address("abc", "/%24default/x", "abc.execute-api.localhost.localstack.cloud"),
        ),
        ("127.0.0.1:4566", "/_aws/execute-api/abc", Address("abc", "/", "abc.execute-api.localhost")),
        ("127.0.0.1:4566", "/_aws/execute-api/abc/dev/a//", Address("abc", "/dev/a//", "abc.execute-api.localhost")),
        (
            "127.0.0.1:4566",
            "/_aws/execute-api/abc/$default/dev",
            Address("abc", "/dev", "abc.execute-api.localhost", default_stage=True),
        ),
        (
            "127.0.0.1:4566",
            "/_aws/execute-api/abc/%24default",
            Address("abc", "/", "abc.execute-api.localhost", default_stage=True),
        ),
        (
            "127.0.0.1:4566",
            "/_aws/execute-api/abc/$defaults",
            Address("abc", "/$defaults", "abc.execute-api.localhost"),
        ),
        ("127.0.0.1:4566", "/_aws/execute-api/", None),
        ("127.0.0.1:4566", "/bucket/_aws/execute-api/abc", None),
        ("bucket.s3.localhost:4566", "/", None),
        ("x.abc.execute-api.localhost:4566", "/", None),
    ],
)
def test_address(host: str, path: str, expected: Address | None) -> None:
    assert address_of(host, path) == expected


@pytest.mark.parametrize(
    ("path", "names", "expected"),
    [
        ("/a/b", ["$default"], Stage("$default", "/a/b")),
        ("/dev/a/b", ["$default", "dev"], Stage("dev", "/a/b")),
        ("/dev", ["$default", "dev"], Stage("dev", "/")),
        ("/dev/", ["dev"], Stage("dev", "/")),
        ("/%64ev/a", ["dev"], Stage("dev", "/a")),
        ("/devil", ["$default", "dev"], Stage("$default", "/devil")),
        ("/a", ["dev"], None),
        ("/", ["dev"], None),
        ("/$default/a", ["$default"], Stage("$default", "/$default/a")),
        ("/a", [], None),
    ],
)
def test_stage(path: str, names: list[str], expected: Stage | None) -> None:
    assert stage_of(Address("abc", path, "d"), names) == expected


def test_a_path_that_names_the_default_stage_never_means_another() -> None:
    assert stage_of(Address("abc", "/dev", "d", default_stage=True), ["$default", "dev"]) == Stage("$default", "/dev")
