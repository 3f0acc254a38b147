"""A lock on a file is one process's or shared, and goes when its file is closed."""

from pathlib import Path

from bootstrap.file_lock import lock, try_lock


def test_one_has_it_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("w") as one, path.open("w") as other:
        lock(one)
        assert not try_lock(other)
        assert not try_lock(other, shared=True)
        one.close()
        assert try_lock(other)


def test_several_share_it_and_keep_others_out(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("w") as one, path.open("w") as other, path.open("w") as alone:
        assert try_lock(one, shared=True)
        assert try_lock(other, shared=True)
        assert not try_lock(alone)
        one.close()
        assert not try_lock(alone)
        other.close()
        assert try_lock(alone)


def test_who_shares_it_last_can_have_it_for_itself(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as one:
        assert try_lock(one, shared=True)
        assert try_lock(one)
