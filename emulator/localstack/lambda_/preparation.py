"""From a function version to what it takes to start it: an interpreter, its code, its layers; once for each version."""

from pathlib import Path
from typing import Any

from localstack.services.lambda_.invocation.lambda_models import FunctionVersion

from emulator.divergences import divergences
from emulator.lambda_.interpreters import choose
from emulator.lambda_.layers import Layer
from emulator.lambda_.permissions import make_read_only, make_readable
from emulator.localstack.lambda_.function_host import Prepared, function_host


def prepare(version: FunctionVersion) -> Prepared:
    """Unpack the code and the layers, once; NoInterpreter when it can't be run."""
    host, settings = function_host(), version.config
    known = host.prepared.get(_key(version))
    if known is not None:
        return known
    interpreter = choose(settings.runtime, host.interpreters)
    if settings.runtime != f"python{interpreter.version}":
        detail = f"{settings.runtime} runs on Python {interpreter.version}"
        divergences.touch("lambda-runtime-version", detail, version.id.account)
    isolated = host.zygotes.of(interpreter).isolated
    code = _unpacked(settings.code, isolated)
    layers = [Layer(layer.layer_version_arn, _unpacked(layer.code, isolated)) for layer in settings.layers]
    merged = host.layers.merged(layers)
    if merged is not None and not isolated:
        make_read_only(merged)
    prepared = Prepared(settings.runtime, interpreter, code, merged)
    host.prepared[_key(version)] = prepared
    return prepared


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
