"""Layers are built once, whole or not at all, whoever builds them at the same time and however a build ends."""

import os
import py_compile
import signal
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bootstrap.model.content import Requirements
from bootstrap.packaging import layers
from bootstrap.packaging.layers import (
    Installer,
    Interpreter,
    LayerError,
    built,
    failure_of,
    fingerprint,
    pip_command,
    uv_command,
)
from bootstrap.packaging.packager import Packager
from bootstrap.polling import Overdue, until

FAKE = Path(__file__).parent / "fake_installer.py"
OWN = Interpreter(f"{sys.version_info[0]}.{sys.version_info[1]}", sys.platform, os.uname().machine)
ANOTHER = Interpreter("2.7", "linux", "x86_64")
"""Not at hand: nothing is compiled for it."""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "drawing.txt"
    path.write_text("drawing==1 --hash=sha256:00\n")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def fake(behaviour: str, notes: Path) -> Installer:
    return lambda interpreter: [sys.executable, "-I", "-S", str(FAKE), behaviour, str(notes)]


def started(notes: Path) -> list[str]:
    """What the fakes were started for, in order."""
    path = notes / "started"
    return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []


def names(layer: Path) -> set[str]:
    with zipfile.ZipFile(layer) as archive:
        return set(archive.namelist())


def test_a_layer_holds_what_a_running_function_needs(lock: Path, cache: Path, tmp_path: Path) -> None:
    layer = built(Requirements(lock), ANOTHER, cache, [fake("works", tmp_path)])
    assert names(layer) == {
        "python/drawing/__init__.py",
        "python/drawing/template.py",
        "python/drawing/data.ttf",
        "python/drawing/native.so",
        "python/drawing/heavy/unused.bin",
        "python/drawing-1.dist-info/METADATA",
    }


def test_a_build_is_told_once_before_it_begins(lock: Path, cache: Path, tmp_path: Path) -> None:
    told = list[str]()
    for _ in range(2):
        built(
            Requirements(lock), ANOTHER, cache, [fake("works", tmp_path)], on_build=lambda each: told.append(str(each))
        )
    assert told == [f"building the layer of {lock.stem}, once"]
    assert str(layers.Building(Path("layers/pillow/requirements.txt"))) == "building the layer of pillow, once"


def test_what_the_stack_leaves_out_is_not_in_it(lock: Path, cache: Path, tmp_path: Path) -> None:
    content = Requirements(lock, ("drawing/heavy/*", "*.ttf"))
    kept = names(built(content, ANOTHER, cache, [fake("works", tmp_path)]))
    assert kept.isdisjoint({"python/drawing/heavy/unused.bin", "python/drawing/data.ttf"})
    assert fingerprint(content, ANOTHER) != fingerprint(Requirements(lock), ANOTHER)


def test_modules_are_compiled_so_that_they_stay_valid_wherever_they_are_unpacked(
    lock: Path, cache: Path, tmp_path: Path
) -> None:
    layer = built(Requirements(lock), OWN, cache, [fake("works", tmp_path)])
    compiled = f"python/drawing/__pycache__/__init__.{sys.implementation.cache_tag}.pyc"
    assert compiled in names(layer)
    with zipfile.ZipFile(layer) as archive:
        archive.extractall(tmp_path / "opt")
        flags = int.from_bytes(archive.read(compiled)[4:8], "little")
    assert flags == 0b01, "checked by hash, and not checked: no time of a source is asked for"
    assert b"/opt/python/drawing/__init__.py" in (tmp_path / "opt" / compiled).read_bytes()
    assert str(cache).encode() not in (tmp_path / "opt" / compiled).read_bytes()
    os.utime(tmp_path / "opt" / "python" / "drawing" / "__init__.py", (0, 0))
    code = "import drawing; print(drawing.ANSWER, drawing.__cached__)"
    environment = {"PYTHONPATH": str(tmp_path / "opt" / "python")}
    answer = subprocess.run(
        [sys.executable, "-v", "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.startswith("42 ")
    assert f"matches {tmp_path / 'opt' / 'python' / 'drawing' / '__init__.py'}" in answer.stderr


def test_a_module_that_is_no_python_spoils_nothing(lock: Path, cache: Path, tmp_path: Path) -> None:
    layer = built(Requirements(lock), OWN, cache, [fake("works", tmp_path)])
    assert "python/drawing/template.py" in names(layer)
    with pytest.raises(py_compile.PyCompileError):
        py_compile.compile(_extracted(layer, "python/drawing/template.py", tmp_path), doraise=True)


def _extracted(layer: Path, name: str, folder: Path) -> str:
    with zipfile.ZipFile(layer) as archive:
        return archive.extract(name, folder)


def test_the_same_build_gives_the_same_bytes(lock: Path, tmp_path: Path) -> None:
    one, two = (built(Requirements(lock), OWN, tmp_path / name, [fake("works", tmp_path)]) for name in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()
    assert one.name == two.name


def test_a_layer_is_built_once(lock: Path, cache: Path, tmp_path: Path) -> None:
    first = built(Requirements(lock), ANOTHER, cache, [fake("works", tmp_path)])
    again = built(Requirements(lock), ANOTHER, cache, [fake("fails", tmp_path)])
    assert again == first
    assert started(tmp_path) == ["works"]


def test_another_lock_interpreter_or_recipe_is_another_layer(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {fingerprint(Requirements(lock), ANOTHER), fingerprint(Requirements(lock), OWN)}
    lock.write_text("drawing==2 --hash=sha256:00\n")
    seen.add(fingerprint(Requirements(lock), ANOTHER))
    monkeypatch.setattr(layers, "RECIPE", "next")
    seen.add(fingerprint(Requirements(lock), ANOTHER))
    assert len(seen) == 4
    assert all(len(each) == 16 for each in seen)


def test_where_one_installer_fails_the_next_is_tried(lock: Path, cache: Path, tmp_path: Path) -> None:
    built(Requirements(lock), ANOTHER, cache, [lambda _: [], fake("fails", tmp_path), fake("works", tmp_path)])
    assert started(tmp_path) == ["fails", "works"]


def test_without_network_the_error_says_so_and_leaves_nothing(lock: Path, cache: Path, tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        built(Requirements(lock), ANOTHER, cache, [fake("fails", tmp_path), lambda _: ["/no/such/pip"]])
    text = str(caught.value)
    assert text.startswith("layer of drawing.txt: its wheels can't be installed:\n")
    assert "error: Could not fetch wheel: network is unreachable" in text
    assert "/no/such/pip" in text
    assert "can't be started: No such file or directory" in text
    assert text.endswith("check the network and the disk, then run the same command again")
    assert [path.suffix for path in (cache / "layers").iterdir()] == [".lock"]
    built(Requirements(lock), ANOTHER, cache, [fake("works", tmp_path)])


def test_a_command_that_says_too_much_is_cut_short() -> None:
    """pip tells of every file that a full disk had no place for, in one line of some 100,000 characters."""
    problem = failure_of([sys.executable, "-c", "raise SystemExit('No space left on device' + 'x' * 100_000)"], 30)
    assert problem.startswith("No space left on device")
    assert len(problem) < 1000


def test_without_any_installer_the_error_says_so(lock: Path, cache: Path) -> None:
    with pytest.raises(LayerError, match="neither uv nor pip is there"):
        built(Requirements(lock), ANOTHER, cache, [lambda _: []])


def test_an_installer_that_hangs_is_given_up(lock: Path, cache: Path, tmp_path: Path) -> None:
    with pytest.raises(LayerError, match=r"not done within 0\.2 s"):
        built(Requirements(lock), ANOTHER, cache, [fake("waits", tmp_path)], deadline_s=0.2)


def test_a_layer_that_aws_would_refuse_is_refused_here(
    lock: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "UNZIPPED_LIMIT_BYTES", 500)
    with pytest.raises(
        LayerError, match=r"bytes unzipped, AWS refuses more than 500; lock fewer packages, or leave more"
    ):
        built(Requirements(lock), ANOTHER, cache, [fake("works", tmp_path)])
    built(Requirements(lock, ("drawing/heavy/*",)), ANOTHER, cache, [fake("works", tmp_path)])


def test_several_that_want_one_layer_build_it_once(lock: Path, cache: Path, tmp_path: Path) -> None:
    def build(_: int) -> Path:
        return built(Requirements(lock), ANOTHER, cache, [fake("waits", tmp_path)])

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(build, number) for number in range(4)]
        until(lambda: started(tmp_path), bool, "a build begun")
        (tmp_path / "go").touch()
        assert len({future.result(30) for future in waiting}) == 1
    assert started(tmp_path) == ["waits"]


def test_two_different_layers_do_not_wait_for_each_other(lock: Path, cache: Path, tmp_path: Path) -> None:
    slow = threading.Thread(target=built, args=(Requirements(lock), ANOTHER, cache, [fake("waits", tmp_path)]))
    slow.start()
    until(lambda: started(tmp_path), bool, "the slow build begun")
    assert built(Requirements(lock), OWN, cache, [fake("works", tmp_path)]).exists()
    (tmp_path / "go").touch()
    slow.join(30)
    assert not slow.is_alive()


def test_waiting_for_another_build_ends(lock: Path, cache: Path, tmp_path: Path) -> None:
    slow = threading.Thread(target=built, args=(Requirements(lock), ANOTHER, cache, [fake("waits", tmp_path)]))
    slow.start()
    until(lambda: started(tmp_path), bool, "the slow build begun")
    with pytest.raises(Overdue, match=r"another build holds .*drawing-python2\.7"):
        built(Requirements(lock), ANOTHER, cache, [fake("works", tmp_path)], deadline_s=0.2)
    (tmp_path / "go").touch()
    slow.join(30)
    assert not slow.is_alive()


def test_a_build_that_was_killed_leaves_no_half_layer_and_no_lock(lock: Path, cache: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.unit.bootstrap.test_layers import *;"
        "lock, cache, notes = map(Path, sys.argv[1:]);"
        "built(Requirements(lock), ANOTHER, cache, [fake('waits', notes)])"
    )
    arguments = [sys.executable, "-c", code, str(lock), str(cache), str(tmp_path)]
    with subprocess.Popen(arguments, cwd=FAKE.parents[3], start_new_session=True) as victim:
        until(lambda: started(tmp_path), bool, "a build begun")
        os.killpg(victim.pid, signal.SIGKILL)
    assert not list((cache / "layers").glob("*.zip"))
    layer = built(Requirements(lock), ANOTHER, cache, [fake("works", tmp_path)])
    assert sorted(path.suffix for path in (cache / "layers").iterdir()) == [".lock", ".zip"]
    assert "python/drawing/__init__.py" in names(layer)


@pytest.mark.parametrize("machine", ["x86_64", "arm64", "aarch64"])
def test_installers_are_asked_for_wheels_of_the_functions_interpreter(machine: str) -> None:
    interpreter = Interpreter("3.11", "linux", machine)
    wanted = {"x86_64": "x86_64"}.get(machine, "aarch64")
    pip = pip_command(interpreter)
    assert f"manylinux_2_28_{wanted}" in pip
    assert f"manylinux2014_{wanted}" in pip
    assert pip[pip.index("--python-version") + 1] == "3.11"
    if uv := uv_command(interpreter):
        assert f"{wanted}-manylinux_2_28" in uv
        assert uv[uv.index("--python-version") + 1] == "3.11"


def test_on_another_system_wheels_of_this_machine_are_taken() -> None:
    interpreter = Interpreter("3.11", "darwin", "arm64")
    assert "--platform" not in pip_command(interpreter)
    if uv := uv_command(interpreter):
        assert "aarch64-apple-darwin" in uv


def test_a_plan_needs_no_cache_but_a_package_does(lock: Path) -> None:
    packager = Packager(ANOTHER)
    assert packager.fingerprint(Requirements(lock)).startswith("drawing python2.7-linux-x86_64 ")
    with pytest.raises(ValueError, match=r"no cache folder to build drawing\.txt in"):
        packager.package(Requirements(lock))
