"""Which Node.js runs a function, and what is said where there is none."""

from pathlib import Path

import pytest

from emulator.lambda_.interpreters import NoInterpreter
from emulator.lambda_.node import CLIENT, SEEN_CLIENT, Node, choose_node, is_node, search
from emulator.lambda_.variables import AWS_PLACES, Places, for_function

USR = Node("/usr/bin/node", 20)


@pytest.mark.parametrize("runtime", ["nodejs18.x", "nodejs20.x", "nodejs22.x"])
def test_the_machine_s_is_taken_for_every_version(runtime: str) -> None:
    assert choose_node(runtime, USR, isolated=True) == USR


@pytest.mark.parametrize(
    ("runtime", "found", "isolated", "said"),
    [
        ("nodejs16.x", USR, False, "declare nodejs18.x, nodejs20.x, nodejs22.x"),
        ("nodejs20.x", None, False, "there is no `node` on this machine; install one"),
        ("nodejs20.x", Node("/usr/bin/node", 12), False, "/usr/bin/node is version 12; install 18 or a later one"),
        (
            "nodejs20.x",
            Node("/elsewhere/node", 20),
            True,
            "don't see /elsewhere/node; install Node.js below /usr",
        ),
    ],
)
def test_what_cannot_run_says_why(runtime: str, found: Node | None, isolated: bool, said: str) -> None:
    with pytest.raises(NoInterpreter, match=f"runtime {runtime} can't be run here: ") as error:
        choose_node(runtime, found, isolated)
    assert said in str(error.value)


def test_a_shared_place_sees_every_program() -> None:
    elsewhere = Node("/elsewhere/node", 20)
    assert choose_node("nodejs20.x", elsewhere, isolated=False) == elsewhere


@pytest.mark.parametrize(("runtime", "is_one"), [("nodejs20.x", True), ("python3.11", False), (None, False)])
def test_which_runtimes_are_node_s(runtime: str | None, is_one: bool) -> None:
    assert is_node(runtime) is is_one


@pytest.mark.parametrize(("isolated", "client"), [(True, SEEN_CLIENT), (False, str(CLIENT))])
def test_what_a_function_s_process_becomes(isolated: bool, client: str) -> None:
    assert USR.command(128, isolated) == ["/usr/bin/node", "--max-old-space-size=115", client]
    assert CLIENT.is_file()


def test_without_a_program_there_is_none(tmp_path: Path) -> None:
    assert search(str(tmp_path)) is None
    (tmp_path / "node").mkdir()
    assert search(str(tmp_path)) is None


def test_layers_come_first_where_modules_are_looked_for() -> None:
    seen = for_function({}, {}, "nodejs22.x", "127.0.0.1:1", AWS_PLACES)
    assert seen["NODE_PATH"] == (
        "/opt/nodejs/node22/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task"
    )
    assert "PYTHONPATH" not in seen
    shared = Places("/code", "", "/libraries", "/bin", "/code", "/tmp/f")
    assert for_function({}, {}, "nodejs22.x", "a", shared)["NODE_PATH"] == "/libraries/node_modules:/libraries:/code"
