"""LocalStack's index of services is made once, and brought where LocalStack looks for it."""

from pathlib import Path

import pytest

from harness.engines import service_catalog
from harness.engines.service_catalog import PLACE, bring, file_name
from harness.home import Home


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with an index made earlier."""
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / file_name()).write_bytes(b"made earlier")
    return folder


def test_what_was_made_earlier_is_brought(kept: Path, tmp_path: Path) -> None:
    assert bring(tmp_path / "root", kept)
    assert (tmp_path / "root" / PLACE / file_name()).read_bytes() == b"made earlier"


def test_one_of_other_releases_counts_for_none(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_catalog, "MAKES", "import sys; open(sys.argv[1], 'w').write('made now')")
    (kept / file_name()).rename(kept / "service-catalog-0_0_1-0_0_1.dill")
    assert bring(tmp_path / "root", kept)
    assert (tmp_path / "root" / PLACE / file_name()).read_text() == "made now"
    assert (kept / file_name()).read_text() == "made now"


def test_one_that_is_cut_off_while_it_is_made_is_never_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_catalog, "MAKES", "import sys; open(sys.argv[1], 'w').write('half'); sys.exit(1)")
    assert not bring(tmp_path / "root", tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_folder_that_cannot_be_written_leaves_it_to_localstack(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not bring(tmp_path / "root", tmp_path / "file" / "kept")


def test_homes_that_share_interpreters_share_the_index(tmp_path: Path) -> None:
    assert Home(tmp_path / "one").service_catalog == Home(tmp_path / "other").service_catalog
    (tmp_path / "own" / "runtimes").mkdir(parents=True)
    assert Home(tmp_path / "own").service_catalog == tmp_path / "own" / "service-catalog"
