"""What a function finds in its environment."""

from pathlib import Path

from emulator.lambda_.variables import AWS_PLACES, for_function, needs_fresh_interpreter, shared_places

GIVEN: dict[str, object] = {
    "AWS_REGION": "us-east-1",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": 128,
    "AWS_LAMBDA_FUNCTION_TIMEOUT": 3,
    "AWS_EXECUTION_ENV": "AWS_Lambda_rapid",
    "LOCALSTACK_RUNTIME_ID": "x",
    "LOCALSTACK_HOSTNAME": "127.0.0.1",
    "EDGE_PORT": "4566",
    "_HANDLER": "app.handler",
    "LAMBDA_TASK_ROOT": "/var/task",
    "TABLE": "jobs",
}


def test_managed_variables_are_those_of_aws() -> None:
    seen = for_function(GIVEN, {"TABLE": "jobs"}, "python3.12", "127.0.0.1:9001", AWS_PLACES)
    assert seen == {
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "LD_LIBRARY_PATH": (
            "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"
        ),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "SHLVL": "0",
        "PWD": "/var/task",
        "PYTHONPATH": "/var/runtime",
        "LAMBDA_TASK_ROOT": "/var/task",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.12",
        "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001",
        "AWS_REGION": "us-east-1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "_HANDLER": "app.handler",
        "TABLE": "jobs",
    }


def test_a_functions_own_variable_stays_whatever_its_name() -> None:
    own = {"LOCALSTACK_HOSTNAME": "mine", "EDGE_PORT": "1", "PATH": "/var/task/bin"}
    seen = for_function({**GIVEN, **own}, own, "python3.11", "127.0.0.1:1", AWS_PLACES)
    assert {name: seen[name] for name in own} == own


def test_on_the_machines_own_file_system_temporary_files_have_a_folder() -> None:
    places = shared_places(Path("/w/code"), Path("/w/layers"), Path("/r/python3.11"), Path("/r/lib"), Path("/w/tmp"))
    seen = for_function(GIVEN, {}, "python3.11", "127.0.0.1:1", places)
    assert seen["TMPDIR"] == "/w/tmp"
    assert seen["LAMBDA_TASK_ROOT"] == "/w/code"
    assert seen["PATH"].startswith("/r/python3.11/bin:")
    assert "/w/layers/lib" in seen["LD_LIBRARY_PATH"].split(":")


def test_only_what_an_interpreter_reads_at_its_start_asks_for_a_fresh_one() -> None:
    assert needs_fresh_interpreter({"PYTHONHASHSEED": "0"})
    assert needs_fresh_interpreter({"LD_PRELOAD": "/opt/lib/x.so"})
    assert not needs_fresh_interpreter({"TABLE": "jobs", "PATH": "/bin"})
