"""The embedded engine keeps the engine contract and says clearly why it can't."""

import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest

from bootstrap.clients import Clients
from harness.engines.embedded import EmbeddedEngine, Process
from harness.engines.engine import EngineError
from harness.engines.free_port import free_port
from harness.engines.health import get_json
from harness.engines.locks import lock_folder
from harness.engines.own_processes import processes_of
from harness.engines.residue import Footprint
from harness.home import Home
from harness.run.clock import Deadline


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(Home(tmp_path / "home"), free_port())
    yield engine
    engine.stop()


def is_clean(engine: EmbeddedEngine) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", engine.port))
    return not engine.folder.exists() and processes_of(engine.folder) == []


def test_start_and_stop_are_idempotent_and_leave_nothing(engine: EmbeddedEngine) -> None:
    endpoint = engine.start()
    pid = engine.pid_file.read_text()
    assert engine.start() == endpoint
    assert engine.pid_file.read_text() == pid
    assert engine.status().up
    assert endpoint.url in engine.status().line
    engine.stop()
    assert is_clean(engine)
    engine.stop()
    assert engine.status().line == "embedded: down"


def test_many_that_start_at_once_have_certificates_of_their_own(tmp_path: Path) -> None:
    many = [EmbeddedEngine(Home(tmp_path / name), free_port()) for name in ("one", "two", "three")]
    try:
        with ThreadPoolExecutor(len(many)) as pool:
            list(pool.map(EmbeddedEngine.start, many))
        certificates = {ssl.get_server_certificate(("127.0.0.1", engine.port)) for engine in many}
        assert len(certificates) == len(many)
        for engine in many:
            context = ssl.create_default_context(cafile=engine.folder / "server.pem.crt")
            with (
                socket.create_connection(("127.0.0.1", engine.port)) as connection,
                context.wrap_socket(connection, server_hostname="127.0.0.1") as checked,
            ):
                assert checked.version() == "TLSv1.3"
            assert stat.S_IMODE((engine.folder / "server.pem.key").stat().st_mode) == 0o600
    finally:
        for engine in many:
            engine.stop()
    assert all(is_clean(engine) for engine in many)


DYING = """
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listening:
    print(flush=True)
    listening.accept()
"""


def test_a_start_that_meets_a_dying_process_is_a_start_like_any_other(engine: EmbeddedEngine) -> None:
    """The one that is there ends as soon as it is asked whether it is healthy."""
    command = [sys.executable, "-c", DYING, str(engine.port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as dying:
        assert dying.stdout is not None
        dying.stdout.readline()
        with lock_folder(engine.folder):
            engine.pid_file.write_text(json.dumps(asdict(Process.of(dying.pid, engine.port))))
        assert get_json(engine.start(), "/_harness/plugins")
        assert Process.load(engine.pid_file).pid != dying.pid


IN_A_CONTAINER = """
import os, runpy
exists = os.path.exists
os.path.exists = lambda path: path == "/.dockerenv" or exists(path)
runpy.run_module("localstack.runtime.main", run_name="__main__", alter_sys=True)
"""


WAITING = """
import signal
signal.signal(signal.SIGTERM, lambda *_: print("asked", flush=True))
print(flush=True)
while True: signal.pause()
"""


def test_a_stop_asks_nobody_and_waits_for_nobody_to_end_by_themselves(engine: EmbeddedEngine) -> None:
    """With stacks standing LocalStack takes seconds for it, and keeps nothing."""
    with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        with lock_folder(engine.folder):
            engine.pid_file.write_text(json.dumps(asdict(Process.of(running.pid, engine.port))))
        engine.stop()
        assert running.stdout.read() == b""
    assert is_clean(engine)


UNNOTICED = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""


def test_what_has_ended_is_gone_although_nobody_has_noticed(engine: EmbeddedEngine) -> None:
    """The first process of a container may be no init: it never asks what became of those that it was given."""
    with subprocess.Popen([sys.executable, "-c", UNNOTICED], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        with lock_folder(engine.folder):
            engine.pid_file.write_text(json.dumps(asdict(Process.of(orphan.pid, engine.port))))
        footprint = Footprint(engine.folder, (orphan,))
        try:
            engine.stop()
            assert orphan.status() == psutil.STATUS_ZOMBIE
            assert footprint.left() == []
        finally:
            parent.kill()


OWN_PLACES = (
    *map(Path, ("/var/lib/localstack", "/usr/lib/localstack", "/etc/localstack", "/tmp/localstack")),
    *(Path.home() / name for name in (".localstack", ".cache/localstack", ".cache/localstack-cli")),
)
"""Where LocalStack writes in its own image, and in a user's home."""


def held(place: Path) -> list[tuple[str, int]] | None:
    """What is in a folder, and since when; None where there is none."""
    if not place.exists():
        return None
    return sorted((str(each), each.lstat().st_mtime_ns) for each in place.rglob("*"))


class ContainedEngine(EmbeddedEngine):
    """The engine inside a container that isn't LocalStack's, as development containers and CI jobs are."""

    command = (sys.executable, "-c", IN_A_CONTAINER)


def test_inside_a_container_everything_stays_in_the_folder_too(tmp_path: Path) -> None:
    before = {place: held(place) for place in OWN_PLACES}
    engine = ContainedEngine(Home(tmp_path / "home"), free_port())
    try:
        endpoint = engine.start()
        info = get_json(endpoint, "/_localstack/info", 10)
        assert info is not None
        assert info["is_docker"] is False
        clients = Clients(endpoint)
        clients.s3.create_bucket(Bucket="held")
        clients.s3.put_object(Bucket="held", Key="k", Body=b"x" * 2_000_000)
        clients.dynamodb.list_tables()
        clients.lambda_.list_functions()
        assert {place: held(place) for place in OWN_PLACES} == before
    finally:
        engine.stop()
    assert {place: held(place) for place in OWN_PLACES} == before
    assert is_clean(engine)


def test_its_folder_is_closed_to_other_users(engine: EmbeddedEngine) -> None:
    engine.start()
    assert stat.S_IMODE(engine.folder.stat().st_mode) == stat.S_IRWXU


def test_it_listens_on_loopback_only(engine: EmbeddedEngine) -> None:
    engine.start()
    listening = [
        connection.laddr.ip
        for process in processes_of(engine.folder)
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr
    ]
    assert listening
    assert set(listening) == {"127.0.0.1"}


def test_the_host_changes_nothing_and_reaches_nothing(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_PROFILE": "production",
        "AWS_ENDPOINT_URL": "https://s3.amazonaws.com",
        "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
        "AWS_SECRET_ACCESS_KEY": "real",
        "HTTP_PROXY": "http://proxy.invalid:1",
        "SERVICES": "s3",
        "LAMBDA_RUNTIME_EXECUTOR": "docker",
        "LOCALSTACK_AUTH_TOKEN": "token",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("HOME", raising=False)
    engine.start()
    seen = psutil.Process(Process.load(engine.pid_file).pid).environ()
    foreign = [name for name in seen if name.startswith("AWS_") or "PROXY" in name or "TOKEN" in name]
    assert foreign == ["AWS_EC2_METADATA_DISABLED"]
    assert seen["LAMBDA_RUNTIME_EXECUTOR"] == "process"
    assert seen["HOME"].startswith(str(engine.folder))


def test_a_taken_port_names_its_holder(engine: EmbeddedEngine) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", engine.port))
        holder.listen()
        with pytest.raises(EngineError) as caught:
            engine.start()
    message = str(caught.value)
    assert f"port {engine.port} on 127.0.0.1 is taken" in message
    assert f"choose another port: PORT={engine.port % 65535 + 1} with make" in message
    assert processes_of(engine.folder) == []


def test_another_port_than_the_running_one_is_refused(engine: EmbeddedEngine, tmp_path: Path) -> None:
    engine.start()
    with pytest.raises(EngineError, match=f"already up on port {engine.port}"):
        EmbeddedEngine(Home(tmp_path / "home"), free_port()).start()
    assert EmbeddedEngine(Home(tmp_path / "home")).start().port == engine.port


def test_a_stale_pid_file_is_no_obstacle(engine: EmbeddedEngine) -> None:
    with lock_folder(engine.folder):
        engine.pid_file.write_text(f'{{"pid": {os.getpid()}, "created": 1.0, "port": {engine.port}}}')
    assert not engine.status().up
    assert "stale pid file" in engine.status().line
    assert engine.start().port == engine.port
    engine.stop()
    assert is_clean(engine)
    assert psutil.pid_exists(os.getpid())


def test_a_process_that_dies_shows_its_last_words(engine: EmbeddedEngine) -> None:
    engine.command = (sys.executable, "-c", "print('no such module: boom'); raise SystemExit(3)")
    with pytest.raises(EngineError) as caught:
        engine.start()
    assert "LocalStack ended while starting" in str(caught.value)
    assert "no such module: boom" in str(caught.value)
    assert processes_of(engine.folder) == []


def test_a_start_that_exceeds_its_deadline_is_ended(engine: EmbeddedEngine) -> None:
    engine.command = (sys.executable, "-c", "import signal; print('thinking', flush=True); signal.pause()")
    engine.start_deadline_s = 0.5
    with pytest.raises(EngineError, match=r"did not answer within 0\.5 s"):
        engine.start()
    assert processes_of(engine.folder) == []


def test_a_killed_emulator_is_noticed_cleared_and_started_again(engine: EmbeddedEngine) -> None:
    engine.start()
    process = psutil.Process(Process.load(engine.pid_file).pid)
    process.send_signal(signal.SIGKILL)
    deadline = Deadline.after(10)
    while engine.status().up and not deadline.passed:
        deadline.nap(0.05)
    assert not engine.status().up
    engine.start()
    assert engine.status().up
    engine.stop()
    assert is_clean(engine)


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EngineError, match="make the folder writable, or set HARNESS_HOME"):
        EmbeddedEngine(Home(tmp_path / "file"), free_port()).start()
