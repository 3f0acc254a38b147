"""A user's own scripts, which LocalStack runs as it starts, is ready and ends: the folder that `HARNESS_INIT` names.

It is laid out by LocalStack's convention (`localstack/runtime/init.py`, 4.9.2 and 4.14.0): `start.d` and `ready.d`,
each with executable `.sh` files and `.py` files, which run in the order of their names. LocalStack only logs that one
failed; here an emulator whose scripts failed isn't up.
"""

import os
from pathlib import Path

from bootstrap.endpoint import Endpoint
from harness.engines.engine import EngineError
from harness.engines.health import get_json

VARIABLE = "HARNESS_INIT"
PLACE = "etc/localstack/init"
"""Where LocalStack looks, below the root of its file system."""
STAGES = "start.d", "ready.d"
IN_CONTAINERS = {"boot.d": "move its scripts to start.d", "shutdown.d": "do before `make down` what they do"}
"""What only a container runs, and what to do without one: the process is ended at once, for it has nothing to save."""


def init_folder() -> Path | None:
    """The folder that `HARNESS_INIT` names; None without one. EngineError when it has no stage."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    folder = Path(named).resolve()
    if not any((folder / stage).is_dir() for stage in (*STAGES, *IN_CONTAINERS)):
        raise EngineError(f"{VARIABLE}={named}: there is no {' or '.join(STAGES)} in it; give a folder that has one")
    return folder


def show_scripts(root: Path) -> None:
    """Put the scripts where a LocalStack with that root looks for them. EngineError for what it wouldn't run there."""
    folder = init_folder()
    if folder is None:
        return
    for stage, cure in IN_CONTAINERS.items():
        if (folder / stage).is_dir():
            raise EngineError(f"{folder / stage} is run in a container only: {cure}")
    place = root / PLACE
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(folder)


def scripts_have_run(endpoint: Endpoint) -> bool:
    """Whether those of the start have come to their end. EngineError names the ones that failed."""
    answer = get_json(endpoint, "/_localstack/init") or {}
    failed = [f"{each['stage']} {each['name']}" for each in answer.get("scripts", ()) if each["state"] == "ERROR"]
    if failed:
        raise EngineError(f"scripts of {VARIABLE} failed: {', '.join(failed)}; the emulator's log says why")
    return bool(answer.get("completed", {}).get("READY"))
