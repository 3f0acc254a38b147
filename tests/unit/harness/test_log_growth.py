"""Following a log: its last lines first, then what is appended, until whoever writes it is gone."""

from pathlib import Path

from harness.commands.lifecycle import growth


def test_what_is_appended_follows_the_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("one\ntwo\nthree\n")
    looks = iter(("four\n", "five\n", ""))

    def alive() -> bool:
        more = next(looks)
        with log.open("a") as file:
            file.write(more)
        return bool(more)

    assert list(growth(log, 2, alive)) == ["two\n", "three\n", "four\n", "five\n"]


def test_without_a_log_there_is_nothing(tmp_path: Path) -> None:
    assert list(growth(tmp_path / "log", 2, lambda: True)) == []
