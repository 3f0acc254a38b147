"""Unpacked layers are shared with other emulators where functions can't write into them, and nowhere else."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from emulator.lambda_.zygote import Zygote, ZygoteError
from emulator.localstack.lambda_ import unpacking
from emulator.localstack.lambda_.function_host import FunctionHost


class OneZygote:
    """As far as is asked here."""

    def __init__(self, isolated: bool | None) -> None:
        self._isolated = isolated

    @property
    def isolated(self) -> bool:
        if self._isolated is None:
            raise ZygoteError("it doesn't start")
        return self._isolated


def host(folder: Path, running: Sequence[bool | None], monkeypatch: pytest.MonkeyPatch) -> FunctionHost:
    made = FunctionHost(folder, folder / "no interpreters")
    zygotes: list[Zygote] = [OneZygote(each) for each in running]  # type: ignore[misc]
    monkeypatch.setattr(made.zygotes, "running", lambda: zygotes)
    return made


@pytest.mark.parametrize(
    ("running", "isolates"),
    [([True], True), ([True, True], True), ([True, False], False), ([False], False), ([None], False), ([], False)],
)
def test_a_machine_isolates_when_each_of_its_zygotes_does(
    running: Sequence[bool | None], isolates: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert host(tmp_path, running, monkeypatch).isolates() is isolates


@pytest.mark.parametrize(
    ("isolated", "folder", "shared"), [(True, "kept", True), (False, "kept", False), (True, "", False)]
)
def test_where_functions_can_write_nothing_is_shared(
    isolated: bool, folder: str, shared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARNESS_UNPACKED_DIR", folder and str(tmp_path / folder))
    monkeypatch.setattr(unpacking, "function_host", lambda: host(tmp_path, [isolated], monkeypatch))
    assert (unpacking._cache() is not None) is shared
