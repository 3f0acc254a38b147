"""From a function version to what it takes to start it: an interpreter, its code, its layers; once for each version."""

from pathlib import Path
from typing import Any

from localstack.services.lambda_.invocation.lambda_models import FunctionVersion

from emulator.divergences import divergences
from emulator.lambda_.interpreters import INSTALL, Interpreter, NoInterpreter, choose, own
from emulator.lambda_.node import Node, choose_node, is_node, machine_s
from emulator.lambda_.permissions import make_read_only, make_readable
from emulator.localstack.lambda_.function_host import Prepared, function_host


def prepare(version: FunctionVersion) -> Prepared:
    """Unpack the code and the layers, once; NoInterpreter when it can't be run."""
    host, settings = function_host(), version.config
    known = host.prepared.get(_key(version))
    if known is not None:
        return known
    interpreter, node = _chosen(settings.runtime)
    runs_on = f"Node.js {node.major}" if node else f"Python {interpreter.version}"
    if settings.runtime not in (f"python{interpreter.version}", f"nodejs{node.major}.x" if node else ""):
        divergences.touch("lambda-runtime-version", f"{settings.runtime} runs on {runs_on}", version.id.account)
    isolated = host.zygotes.of(interpreter).isolated
    code = _unpacked(settings.code, isolated)
    layers = [_unpacked(layer.code, isolated) for layer in settings.layers]
    merged = host.layers.merged(layers)
    if merged is not None and not isolated:
        make_read_only(merged)
    prepared = Prepared(settings.runtime, interpreter, code, merged, node)
    host.prepared[_key(version)] = prepared
    return prepared


def _chosen(runtime: str | None) -> tuple[Interpreter, Node | None]:
    """The interpreter, and of a function on Node.js that; NoInterpreter when there is none."""
    host = function_host()
    if runtime is None or not is_node(runtime):
        return choose(runtime, host.interpreters), None
    interpreter = own(host.interpreters)
    if interpreter is None:
        raise NoInterpreter(f"runtime {runtime}: no interpreter in {host.interpreters}; {INSTALL}")
    return interpreter, choose_node(runtime, machine_s(), host.zygotes.of(interpreter).isolated)


def problem_of(runtime: str | None) -> str:
    """Why no function of Node.js can run here; nothing for another language, or when it can."""
    if not is_node(runtime):
        return ""
    try:
        _chosen(runtime)
    except NoInterpreter as error:
        return str(error)
    return ""


def forget(version: FunctionVersion) -> None:
    """Forget what was prepared; LocalStack removes the files itself."""
    function_host().prepared.pop(_key(version), None)


def _key(version: FunctionVersion) -> tuple[str, str]:
    return version.qualified_arn, version.config.internal_revision


def _unpacked(code: Any, isolated: bool) -> Path:
    """Where LocalStack unpacked an archive."""
    code.prepare_for_execution()
    folder = Path(code.get_unzipped_code_location()).resolve()
    if not code.is_hot_reloading():
        make_readable(folder)
        if not isolated:
            make_read_only(folder)
    return folder
