"""The search path of a function, which is AWS's on every interpreter."""

import sys

import pytest

from emulator.lambda_.guest.rapid.runtime import search_path

VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
STANDARD = [
    "/var/lang/lib/python311.zip",
    f"/var/lang/lib/python{VERSION}",
    f"/var/lang/lib/python{VERSION}/lib-dynload",
]
PACKAGES = {
    "plain": [f"/var/lang/lib/python{VERSION}/site-packages"],
    "debian": [f"/var/lang/local/lib/python{VERSION}/dist-packages", "/var/lang/lib/python3/dist-packages"],
    "none": [],
}


@pytest.mark.parametrize("kind", PACKAGES)
def test_in_aws_s_place_it_is_aws_s(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(sys, "base_prefix", "/var/lang")
    found = search_path("/var/task", "/opt", "/var/runtime", ["/var/runtime", *STANDARD, *PACKAGES[kind]])
    assert found == [
        "/var/task",
        f"/opt/python/lib/python{VERSION}/site-packages",
        "/opt/python",
        "/var/runtime",
        *STANDARD,
        f"/var/lang/lib/python{VERSION}/site-packages",
    ]


def test_elsewhere_it_is_the_interpreter_s_own() -> None:
    own = ["/usr/lib/python3", "/venv/lib/python3/site-packages"]
    assert search_path("/task", None, "/runtime", own) == ["/task", "/runtime", *own]
