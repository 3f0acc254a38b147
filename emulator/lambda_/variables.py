"""The environment variables a function sees: its own, those of AWS's managed runtime, and nothing else.

Names and values as in AWS's guide "Using Lambda environment variables" and as the managed runtime shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

AWS_PATH = "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin"
AWS_LIBRARY_PATH = "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"
READ_AT_START = ("PYTHON", "LD_", "GLIBC_TUNABLES", "MALLOC_")
"""Variables with these beginnings only count when an interpreter starts."""
_INTERNAL = (
    "LOCALSTACK_",
    "EDGE_PORT",
    "AWS_LAMBDA_FUNCTION_TIMEOUT",
)
"""What LocalStack adds for programs that don't exist here."""


@dataclass(frozen=True)
class Places:
    """Where a function finds things, as it sees them itself. `scratch` is None when its `/tmp` is its own already."""

    task: str
    layers: str
    runtime: str
    path: str
    library_path: str
    scratch: str | None


AWS_PLACES = Places("/var/task", "/opt", "/var/runtime", AWS_PATH, AWS_LIBRARY_PATH, None)


def shared_places(task: Path, layers: Path | None, interpreter: Path, libraries: Path, scratch: Path) -> Places:
    """The same on the machine's own file system."""
    programs = [interpreter / "bin", "/usr/local/bin", "/usr/bin", "/bin", *([layers / "bin"] if layers else [])]
    shared_objects = [task, task / "lib", *([layers / "lib"] if layers else [])]
    path, library_path = (":".join(map(str, entries)) for entries in (programs, shared_objects))
    return Places(str(task), str(layers or ""), str(libraries), path, library_path, str(scratch))


def for_function(
    given: Mapping[str, object], own: Mapping[str, str], runtime: str, api_address: str, places: Places
) -> dict[str, str]:
    """All of it, from LocalStack's (`given`), the function's configuration (`own`) and its declared runtime."""
    kept = {name: str(value) for name, value in given.items() if name in own or not name.startswith(_INTERNAL)}
    managed = {
        "PATH": places.path,
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "SHLVL": "0",
        "PWD": places.task,
        "LD_LIBRARY_PATH": places.library_path,
        **_of_language(runtime, places),
    }
    if places.scratch is not None:
        managed["TMPDIR"] = places.scratch
    reserved = {
        "LAMBDA_TASK_ROOT": places.task,
        "LAMBDA_RUNTIME_DIR": places.runtime,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
        "AWS_LAMBDA_RUNTIME_API": api_address,
    }
    return {name: value for name, value in {**managed, **kept, **own, **reserved}.items() if value}


def _of_language(runtime: str, places: Places) -> dict[str, str]:
    """Where the language looks for modules beyond the function's own folder."""
    if not runtime.startswith("nodejs"):
        return {"PYTHONPATH": places.runtime}
    version = runtime.removeprefix("nodejs").removesuffix(".x")
    layers = [f"{places.layers}/nodejs/node{version}/node_modules", f"{places.layers}/nodejs/node_modules"]
    own = [f"{places.runtime}/node_modules", places.runtime, places.task]
    return {"NODE_PATH": ":".join([*(layers if places.layers else ()), *own])}


def of_logging(configuration: Mapping[str, str], function: str) -> dict[str, str]:
    """Variables for a function's logging configuration: where its log goes and, in JSON, how it is written."""
    found = {"AWS_LAMBDA_LOG_GROUP_NAME": configuration.get("LogGroup") or f"/aws/lambda/{function}"}
    if configuration.get("LogFormat") == "JSON":
        found["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
        found["AWS_LAMBDA_LOG_LEVEL"] = configuration.get("ApplicationLogLevel", "INFO")
    return found


def needs_fresh_interpreter(own: Mapping[str, str]) -> bool:
    """True when the function sets a variable that an interpreter reads only when it starts."""
    return any(name.startswith(READ_AT_START) for name in own)
