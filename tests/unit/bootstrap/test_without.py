"""Imports that go without a package leave it to everybody else."""

import subprocess
import sys

import pytest

from bootstrap.without import without


def test_a_module_is_not_found_during_the_block_and_is_there_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with without("colorsys"), pytest.raises(ImportError):
        import colorsys
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_what_is_loaded_already_stays() -> None:
    import json

    with without("json"):
        assert sys.modules["json"] is json
    assert sys.modules["json"] is json


def test_clients_are_imported_without_what_they_do_not_use() -> None:
    code = (
        "import sys, bootstrap.clients\n"
        "print(*({'awscrt', '_awscrt', 'OpenSSL', 'cryptography'} & set(sys.modules)))\n"
        "import urllib3.contrib.pyopenssl, awscrt.auth\n"
    )
    answer = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "\n"
