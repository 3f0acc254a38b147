"""Where a function finds itself: its files, its variables, its libraries, and nothing of the machine's."""

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bootstrap.endpoint import Endpoint
from harness.engines.embedded import EmbeddedEngine
from tests.accounts import apart
from tests.integration.lambda_runtime.functions import Deploy

LOOK_AROUND = """
import os, sys
def handler(event, context):
    return {"env": dict(os.environ), "path": sys.path, "cwd": os.getcwd(), "user": os.getuid()}
"""
READ = """
import os
def handler(event, context):
    found = {}
    for path in event:
        try:
            found[path] = os.listdir(path) if os.path.isdir(path) else open(path).read()
        except OSError as error:
            found[path] = type(error).__name__
    return found
"""
WRITE = """
import errno, os
def handler(event, context):
    outcomes = {}
    for path in event:
        try:
            with open(path, "a") as file:
                file.write("x")
            outcomes[path] = "written"
        except OSError as error:
            outcomes[path] = errno.errorcode[error.errno]
    return outcomes
"""


@pytest.fixture
def isolated(engine: EmbeddedEngine, deploy: Deploy) -> None:
    """Only where the system lets functions have a file system of their own."""
    if deploy(LOOK_AROUND)().payload["cwd"] != "/var/task":
        pytest.skip(
            "no mount namespaces here: functions see the machine's own paths, as the register of divergences says"
        )


def test_a_module_that_was_not_packaged_is_missing(deploy: Deploy) -> None:
    for module in ("psutil", "localstack", "PIL", "yaml", "requests", "emulator", "rapid", "pip"):
        reply = deploy(f"import {module}\ndef handler(event, context): pass")()
        assert reply.error == "Unhandled"
        assert reply.payload["errorType"] == "Runtime.ImportModuleError"
        assert reply.payload["errorMessage"] == f"Unable to import module 'app': No module named '{module}'"


def test_boto3_is_there_and_reaches_the_emulator(deploy: Deploy) -> None:
    source = """
import boto3
sts = boto3.client("sts")
def handler(event, context):
    return sts.get_caller_identity()["Arn"]
"""
    function = deploy(source)
    account = function.clients.account_id
    assert function().payload == f"arn:aws:sts::{account}:assumed-role/{function.name}/{function.name}"


def test_variables_are_those_of_aws_and_nothing_of_the_host(
    deploy: Deploy, engine: EmbeddedEngine, isolated: None
) -> None:
    function = deploy(LOOK_AROUND, variables={"TABLE": "jobs"}, MemorySize=256)
    seen = function().payload["env"]
    assert seen["TABLE"] == "jobs"
    assert seen["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"
    assert seen["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.11"
    assert seen["PATH"] == "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin"
    assert seen["AWS_ACCESS_KEY_ID"].startswith("LSIA")
    ours = {"AWS_ENDPOINT_URL", "_X_AMZN_TRACE_ID", "_AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_PORT"}
    assert set(seen) - ours == {
        "TABLE", "PATH", "LANG", "TZ", "SHLVL", "PWD", "PYTHONPATH", "LD_LIBRARY_PATH", "_HANDLER",
        "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV",
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_XRAY_CONTEXT_MISSING", "AWS_XRAY_DAEMON_ADDRESS",
    }  # fmt: skip
    host = {value for name, value in os.environ.items() if name in ("HOME", "PYTHONPATH", "VIRTUAL_ENV") and value}
    assert not host & set(seen.values())


def test_the_search_path_is_that_of_aws(deploy: Deploy, isolated: None) -> None:
    layer = deploy.layer({"python/in_layer.py": ""})
    seen = deploy(LOOK_AROUND, Layers=[layer])().payload
    assert seen["path"] == [
        "/var/task",
        "/opt/python/lib/python3.11/site-packages",
        "/opt/python",
        "/var/runtime",
        "/var/lang/lib/python311.zip",
        "/var/lang/lib/python3.11",
        "/var/lang/lib/python3.11/lib-dynload",
        "/var/lang/lib/python3.11/site-packages",
    ]
    assert (seen["cwd"], seen["user"]) == ("/var/task", 993)


def test_nothing_of_the_machine_is_in_sight(deploy: Deploy, engine: EmbeddedEngine, isolated: None) -> None:
    hidden = [
        str(Path.home()),
        str(Path(sys.prefix)),
        str(engine.folder),
        str(Path(__file__)),
        "/.host",
        "/opt",
        "/tmp",
    ]
    seen = deploy(READ)([*hidden, "/var/task"]).payload
    assert seen == {
        **dict.fromkeys(hidden[:4], "FileNotFoundError"),
        "/.host": [],
        "/opt": ["lib"],
        "/tmp": [],
        "/var/task": ["app.py"],
    }


def test_who_a_function_is_doesn_t_hang_on_the_machine_s_files(deploy: Deploy, isolated: None) -> None:
    source = """
import getpass, grp, os
def handler(event, context):
    mounted = [line.split()[4] for line in open("/proc/self/mountinfo")]
    return [getpass.getuser(), grp.getgrgid(os.getgid()).gr_name, [name for name in mounted if name.startswith("/etc")]]
"""
    assert deploy(source)().payload == ["sbx_user1051", "sbx_user1051", []]


def test_the_machine_s_settings_are_there_and_its_accounts_are_not(deploy: Deploy, isolated: None) -> None:
    ours = "root:x:0:0:root:/root:/bin/bash\nsbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin\n"
    seen = deploy(READ)(["/etc/hosts", "/etc/passwd", "/.etc/passwd", "/etc/shadow"]).payload
    assert seen.pop("/etc/hosts") == Path("/etc/hosts").read_text()
    assert seen.pop("/etc/shadow") in ("PermissionError", "FileNotFoundError")
    assert seen == dict.fromkeys(["/etc/passwd", "/.etc/passwd"], ours)


def test_only_tmp_can_be_written(deploy: Deploy, isolated: None) -> None:
    paths = [
        "/var/task/app.py",
        "/var/task/new",
        "/opt/new",
        "/etc/new",
        "/usr/new",
        "/var/runtime/new",
        "/new",
        "/tmp/new",
    ]
    outcomes = deploy(WRITE)(paths).payload
    assert outcomes.pop("/tmp/new") == "written"
    assert set(outcomes.values()) <= {"EROFS", "EACCES"}
    assert outcomes["/var/task/new"] == "EROFS"


def test_tmp_is_private_to_an_environment_and_stays_while_it_is_warm(deploy: Deploy) -> None:
    source = """
import os, tempfile
def handler(event, context):
    path = os.path.join(tempfile.gettempdir(), "mark")
    if event == "write":
        open(path, "w").write("mine")
    return os.path.exists(path)
"""
    first, second = deploy(source), deploy(source)
    assert first("write").payload is True
    assert first().payload is True
    assert second().payload is False


def test_the_role_s_credentials_are_the_only_ones(deploy: Deploy, tmp_path: Path) -> None:
    source = """
import botocore.session
def handler(event, context):
    session = botocore.session.Session()
    found = session.get_credentials()
    return [found.method, session.available_profiles, session.get_config_variable("region")]
"""
    assert deploy(source)().payload == ["env", [], "us-east-1"]


def test_a_function_s_own_boto3_wins(deploy: Deploy) -> None:
    source = """
import boto3, botocore
def handler(event, context):
    return [boto3.__version__, boto3.__file__, botocore.__file__]
"""
    version, file, inner = deploy(source, {"boto3/__init__.py": "__version__ = 'mine'"})().payload
    assert version == "mine"
    assert file.endswith("boto3/__init__.py")
    assert "site-packages" in inner or inner.startswith("/var/runtime/")


def test_a_layer_s_boto3_wins_too(deploy: Deploy) -> None:
    layer = deploy.layer({"python/lib/python3.11/site-packages/boto3/__init__.py": "__version__ = 'layer'"})
    source = "import boto3\ndef handler(event, context): return boto3.__version__"
    assert deploy(source, Layers=[layer])().payload == "layer"


def test_a_module_named_like_one_of_the_standard_library_is_the_function_s_own(deploy: Deploy) -> None:
    source = "import calendar, queue\ndef handler(event, context): return [calendar.MINE, queue.MINE]"
    assert deploy(source, {"calendar.py": "MINE = 1", "queue.py": "MINE = 2"})().payload == [1, 2]


def test_variables_read_at_an_interpreter_s_start_count(deploy: Deploy) -> None:
    source = "import sys\ndef handler(event, context): return [sys.flags.optimize, sys.flags.hash_randomization]"
    assert deploy(source, variables={"PYTHONOPTIMIZE": "1", "PYTHONHASHSEED": "0"})().payload == [1, 0]


def test_events_and_answers_of_any_json_pass_unchanged(deploy: Deploy) -> None:
    echo = deploy("def handler(event, context): return event")
    values: list[Any] = [None, 1, 1.5, "ä\u2028😀", [], {"a": [1, {"b": None}]}, "x" * 1_000_000]
    for value in values:
        assert echo(value).payload == value
        assert json.dumps(echo(value).payload) == json.dumps(value)


SEARCH = """
import os


def handler(event, context):
    found = []
    for parent, folders, files in os.walk("/"):
        if parent == "/":
            folders[:] = [name for name in folders if name not in ("proc", "sys")]
        found += [f"{parent}/{name}" for name in [*folders, *files] if event in name]
    for process in filter(str.isdigit, os.listdir("/proc")):
        for place in ("root/tmp", "root/var/task", "cwd"):
            try:
                found += [f"{process} {name}" for name in os.listdir(f"/proc/{process}/{place}") if event in name]
            except OSError:
                pass
    return found
"""
SECRET = """
import os


def handler(event, context):
    open("/tmp/secret-of-another", "w").close()
    return os.listdir("/tmp")
"""


def test_a_function_finds_no_file_of_a_function_of_another_account(
    endpoint: Endpoint, deploy: Deploy, isolated: None
) -> None:
    with closing(apart(endpoint, "100000000777")) as others:
        other = Deploy(others)(SECRET, {"secret-of-another.txt": "secret"})
        assert "secret-of-another" in other().payload
        search = deploy(SEARCH, {"of-its-own.txt": ""}, Timeout=60)
        assert "/var/task/of-its-own.txt" in search("of-its-own").payload
        assert search("secret-of-another").payload == []
        others.lambda_.delete_function(FunctionName=other.name)
