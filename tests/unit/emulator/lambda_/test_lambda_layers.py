"""Merging layers, and AWS's limit on their size."""

import os
from pathlib import Path

import pytest

from emulator.lambda_ import layers as subject
from emulator.lambda_.layers import LayerStore, TooLarge, check_size


def layer(folder: Path, name: str, **files: str) -> Path:
    for path, text in files.items():
        target = folder / name / path.replace("__", "/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return folder / name


def test_later_layers_win_and_folders_are_joined(tmp_path: Path) -> None:
    first = layer(tmp_path, "first", python__a="1", python__shared="1")
    second = layer(tmp_path, "second", python__b="2", python__shared="2")
    store = LayerStore(tmp_path / "store")
    merged = store.merged([first, second])
    assert merged is not None
    assert {path.name: path.read_text() for path in (merged / "python").iterdir()} == {
        "a": "1",
        "b": "2",
        "shared": "2",
    }
    reverse = store.merged([second, first])
    assert reverse is not None
    assert (reverse / "python" / "shared").read_text() == "1"
    assert (first / "python" / "shared").read_text() == "1"


def test_a_combination_is_made_once(tmp_path: Path) -> None:
    store = LayerStore(tmp_path / "store")
    both = [layer(tmp_path, "first", a="1"), layer(tmp_path, "second", b="2")]
    merged = store.merged(both)
    assert merged is not None
    before = (merged / "a").stat()
    assert store.merged(both) == merged
    assert (merged / "a").stat() == before


def test_a_file_replaces_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    first = layer(tmp_path, "first", x__inner="1", y="1")
    second = layer(tmp_path, "second", x="2", y__inner="2")
    merged = LayerStore(tmp_path / "store").merged([first, second])
    assert merged is not None
    assert (merged / "x").read_text() == "2"
    assert (merged / "y" / "inner").read_text() == "2"


def test_links_stay_links(tmp_path: Path) -> None:
    first = layer(tmp_path, "first", real="1")
    (first / "link").symlink_to("real")
    merged = LayerStore(tmp_path / "store").merged([first, layer(tmp_path, "second", other="2")])
    assert merged is not None
    assert (merged / "link").is_symlink()
    assert (merged / "link").read_text() == "1"


def test_a_merged_layer_survives_the_deletion_of_its_version(tmp_path: Path) -> None:
    only = layer(tmp_path, "only", python__a="1")
    merged = LayerStore(tmp_path / "store").merged([only])
    os.unlink(only / "python" / "a")  # noqa: PTH108
    assert merged is not None
    assert (merged / "python" / "a").read_text() == "1"


def test_no_layers_no_folder(tmp_path: Path) -> None:
    assert LayerStore(tmp_path).merged([]) is None


def test_the_size_limit_is_worded_as_in_aws(tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    big = layer(tmp_path, "big", a="1")
    with (big / "a").open("r+") as file:
        file.truncate(subject.MAX_UNZIPPED_BYTES)
    check_size([code, big])
    (code / "app.py").write_text("12345")
    with pytest.raises(TooLarge) as refused:
        check_size([code, big])
    assert str(refused.value) == (
        "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. "
        "The actual size is 262144005 bytes."
    )
