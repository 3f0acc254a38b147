"""The container engine keeps the engine contract, says clearly why it can't, and keeps to this machine."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.bench.container import used_mib
from harness.engines.choose import pick
from harness.engines.compose import FUNCTION_LABEL, PROJECT_LABEL, ComposeEngine
from harness.engines.docker_cli import COMPOSES, ask, containers, filters, works
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import EngineError
from harness.engines.free_port import free_port
from harness.engines.image import Image
from harness.engines.localstack_settings import container_settings
from harness.engines.memory import remember
from harness.home import PROJECT, Home
from harness.run.clock import Deadline
from tests.integration.documents.blocks import code_of

pytestmark = pytest.mark.docker


def everything_of(project: str) -> list[str]:
    """What the Docker engine has of a Compose project: containers, volumes, networks."""
    label = f"{PROJECT_LABEL}={project}"
    listed = [*containers(label), *containers(f"{FUNCTION_LABEL}={project}")]
    return [
        *(each.name for each in listed),
        *ask("volume", "ls", "-q", *filters((label,))),
        *ask("network", "ls", "-q", *filters((label,))),
    ]


def is_clean(engine: ComposeEngine) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", engine.port))
    return not engine.folder.exists() and everything_of(engine.project) == []


def inspected(engine: ComposeEngine) -> dict[str, Any]:
    found = engine.container()
    assert found is not None
    answer: dict[str, Any] = json.loads("\n".join(ask("inspect", found.id)))[0]
    return answer


def with_override(monkeypatch: pytest.MonkeyPatch, folder: Path, entrypoint: list[str]) -> None:
    """Have Compose start the service with another entry point."""
    override = folder / "override.yml"
    override.write_text(json.dumps({"services": {"localstack": {"entrypoint": entrypoint}}}))
    monkeypatch.setenv("COMPOSE_FILE", f"docker-compose.yml:{override}")


def emulator_of(project: str) -> str:
    """The emulator's container of a Compose project; the one that bootstraps stands beside it."""
    return next(each.id for each in containers(f"{PROJECT_LABEL}={project}") if "localstack" in each.name)


def test_start_and_stop_are_idempotent_and_leave_nothing(compose: ComposeEngine) -> None:
    endpoint = compose.start()
    first = compose.container()
    assert compose.start() == endpoint
    assert compose.container() == first
    assert compose.status().up
    assert endpoint.url in compose.status().line
    assert "Ready." in compose.log_tail(200)
    assert len(everything_of(compose.project)) == 5
    compose.stop()
    assert is_clean(compose)
    compose.stop()
    assert compose.status().line == "container: down"
    assert compose.log_tail(200) == ""


def test_it_is_published_on_loopback_only_and_has_no_way_to_the_engine(running: ComposeEngine) -> None:
    seen = inspected(running)
    published = [host for hosts in seen["NetworkSettings"]["Ports"].values() for host in hosts or ()]
    assert published == [{"HostIp": "127.0.0.1", "HostPort": str(running.port)}]
    assert [mount["Type"] for mount in seen["Mounts"]] == ["volume", "volume"]
    assert seen["HostConfig"]["Privileged"] is False
    assert seen["HostConfig"]["CapDrop"] == ["ALL"]
    assert not {"SYS_ADMIN", "CAP_SYS_ADMIN"} & set(seen["HostConfig"]["CapAdd"])


def test_the_first_request_finds_the_index_of_services_built_and_takes_little_memory(compose: ComposeEngine) -> None:
    Clients(compose.start()).iam.list_roles()
    found = compose.container()
    assert found is not None
    indexes = ask("exec", found.id, "find", "/", "-xdev", "-name", "service-catalog-*")
    assert {Path(index).parent for index in indexes} == {Path("/usr/lib/localstack")}
    assert used_mib(compose) < 250


def test_its_settings_are_the_embedded_ones_and_nothing_of_the_host_gets_in(
    compose: ComposeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = {"AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_PROFILE": "production", "LOCALSTACK_AUTH_TOKEN": "token"}
    for name, value in {**foreign, "LAMBDA_RUNTIME_EXECUTOR": "docker", "GATEWAY_LISTEN": "0.0.0.0:1"}.items():
        monkeypatch.setenv(name, value)
    compose.start()
    seen = dict(entry.split("=", 1) for entry in inspected(compose)["Config"]["Env"])
    assert container_settings(compose.port).items() <= seen.items()
    assert not set(foreign) & set(seen)


def test_scripts_of_ready_d_have_run_when_it_is_up(
    compose: ComposeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "init" / "ready.d").mkdir(parents=True)
    (tmp_path / "init" / "ready.d" / "10-queue.py").write_text(code_of("docs/your-tools.md", 3))
    monkeypatch.setenv("HARNESS_INIT", str(tmp_path / "init"))
    assert Clients(compose.start()).sqs.list_queues()["QueueUrls"][0].endswith("/from-a-script")


def test_a_taken_port_names_its_holder(compose: ComposeEngine) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", compose.port))
        holder.listen()
        with pytest.raises(EngineError, match=f"port {compose.port} on 127.0.0.1 is taken"):
            compose.start()
    assert everything_of(compose.project) == []


def test_it_is_found_again_and_another_port_is_refused(running: ComposeEngine) -> None:
    home = Home(running.folder.parent)
    assert ComposeEngine(home, image=running.image).start().port == running.port
    with pytest.raises(EngineError, match=f"already up on port {running.port}"):
        ComposeEngine(home, free_port(), running.image).start()


def test_what_runs_is_chosen_again_and_what_ran_last(running: ComposeEngine, tmp_path: Path) -> None:
    embedded = EmbeddedEngine(Home(running.folder.parent), free_port())
    again = pick(embedded, running)
    assert (again.engine, again.why) == (running, "")
    elsewhere = Home(tmp_path)
    assert pick(EmbeddedEngine(elsewhere), ComposeEngine(elsewhere, image=running.image)).engine.name == "embedded"
    remember(tmp_path, "container")
    ready = pick(EmbeddedEngine(elsewhere), ComposeEngine(elsewhere, image=running.image))
    assert ready.engine.name == "container"
    assert ready.why == "auto: the container engine, as last time; ENGINE=embedded does without Docker"
    absent = pick(embedded, ComposeEngine(elsewhere, image=Image("emulation-harness/never-built")))
    assert absent.engine is embedded
    assert absent.why.endswith("for there is no image emulation-harness/never-built:4.14.0")


def test_a_container_that_ends_shows_its_last_words(
    compose: ComposeEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_override(monkeypatch, tmp_path, ["sh", "-c", "echo no such module: boom; exit 3"])
    with pytest.raises(EngineError) as caught:
        compose.start()
    assert "the container ended while starting" in str(caught.value)
    assert "no such module: boom" in str(caught.value)
    assert everything_of(compose.project) == []


def test_a_start_that_exceeds_its_deadline_is_ended(
    compose: ComposeEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_override(
        monkeypatch, tmp_path, ["python3", "-c", "import signal, sys; signal.signal(15, sys.exit); signal.pause()"]
    )
    compose.start_deadline_s = 0.5
    with pytest.raises(EngineError, match=r"did not answer within 0\.5 s"):
        compose.start()
    assert everything_of(compose.project) == []


def test_a_killed_container_is_noticed_cleared_and_started_again(compose: ComposeEngine) -> None:
    compose.start()
    found = compose.container()
    assert found is not None
    ask("kill", found.id)
    deadline = Deadline.after(30)
    while compose.status().up and not deadline.passed:
        deadline.nap(0.1)
    assert compose.status().line == f"container: down, its container {found.name} is exited; `make down` clears it"
    compose.start()
    assert compose.status().up


def test_down_takes_a_container_and_a_process_that_are_up_beside_each_other(compose: ComposeEngine) -> None:
    home = Home(compose.folder.parent)

    def harness(*arguments: str) -> str:
        command = [sys.executable, "-m", "harness", *arguments]
        variables = {**os.environ, "HARNESS_HOME": str(home.root)}
        answer = subprocess.run(
            command, cwd=PROJECT, env=variables, capture_output=True, text=True, timeout=120, check=False
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    compose.start()
    try:
        harness("--engine", "embedded", "--port", str(free_port()), "up")
        assert harness("down").count("down nothing is left running\n") == 2
        assert is_clean(compose)
        assert not EmbeddedEngine(home).folder.exists()
    finally:
        EmbeddedEngine(home).stop()


def test_a_base_that_can_not_be_had_is_one_clear_message(docker: None, tmp_path: Path) -> None:
    said: list[str] = []
    image = Image("emulation-harness/never-built", "emulation-harness.invalid/no/base", base_asked=True)
    engine = ComposeEngine(Home(tmp_path / "home"), free_port(), image, say=said.append)
    with pytest.raises(EngineError) as caught:
        engine.start()
    assert "the base image emulation-harness.invalid/no/base:4.14.0 is not on this machine" in str(caught.value)
    assert "docker/stand_in.py" in str(caught.value)
    assert "ENGINE=embedded" in str(caught.value)
    assert said[0] == "pulling emulation-harness.invalid/no/base:4.14.0"


def bootstrapped(endpoint: str) -> None:
    """What BOOTSTRAP named is there soon; `python -m bootstrap` finds nothing left to do."""
    deadline = Deadline.after(60)
    while not len(inventory(Clients(Endpoint(endpoint)))) and not deadline.passed:
        deadline.nap(0.5)
    command = [sys.executable, "-m", "bootstrap", "missing-data", "--endpoint", endpoint]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, timeout=120)
    planned = [sys.executable, "-m", "harness", "--endpoint", endpoint, "plan", "missing-data", "--json"]
    plan = json.loads(subprocess.run(planned, cwd=PROJECT, check=True, capture_output=True, timeout=120).stdout)
    assert {each["action"] for each in plan["resources"]} == {"keep"}


def noticed_by_commands(home: Path, port: str, project: str) -> None:
    """`status`, `scenario` and `down` from another home say what is there, and how to use it."""
    for command, code in (("status", 0), ("scenario", 1), ("down", 0)):
        answer = subprocess.run(
            [sys.executable, "-m", "harness", "--port", port, command],
            env={**os.environ, "HARNESS_HOME": str(home)}, cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = answer.stdout + answer.stderr
        assert answer.returncode == code, said
        assert f"use it with ENDPOINT=http://127.0.0.1:{port}" in said
        assert f"`docker compose -p {project} down -v`" in said


@pytest.mark.parametrize("compose", COMPOSES, ids=" ".join)
def test_compose_by_hand_comes_up_healthy_and_goes_without_a_trace(
    image: Image, tmp_path: Path, compose: tuple[str, ...]
) -> None:
    if not works(*compose, "version"):
        pytest.skip(f"`{' '.join(compose)}` is not installed")
    project, port = f"byhand{tmp_path.name[-8:]}".replace("_", "").lower(), str(free_port())
    variables = {
        **os.environ,
        **image.variables(),
        "COMPOSE_PROJECT_NAME": project,
        "HARNESS_PORT": port,
        "BOOTSTRAP": "missing-data",
    }
    variables.pop("COMPOSE_FILE", None)

    def by_hand(*arguments: str) -> None:
        subprocess.run([*compose, *arguments], cwd=PROJECT, env=variables, check=True, capture_output=True, timeout=120)

    try:
        by_hand("up", "-d", "--no-build")
        deadline, health = Deadline.after(60), ""
        while health != "healthy" and not deadline.passed:
            (health,) = ask("inspect", "-f", "{{.State.Health.Status}}", emulator_of(project))
            deadline.nap(0.2)
        assert health == "healthy"
        noticed_by_commands(tmp_path / "home", port, project)
        bootstrapped(f"http://127.0.0.1:{port}")
    finally:
        by_hand("down", "-v")
    assert everything_of(project) == []
