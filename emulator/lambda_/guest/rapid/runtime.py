"""From a fresh process to AWS's runtime client: search path, then `awslambdaric`.

The order is that of AWS's managed runtime: the function's own folder, layers, the runtime's own libraries, the
standard library. It applies to a forked process and to a fresh interpreter alike.
"""

import os
import sys

from .filesystem import LANGUAGE

BOOTSTRAP = "bootstrap.py"


def below_layers(layers: "str | None") -> "list[str]":
    """The folders of the layers that Python looks into."""
    if layers is None:
        return []
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return [f"{layers}/python/lib/{version}/site-packages", f"{layers}/python"]


def search_path(task: str, layers: "str | None", runtime_dir: str, own: "list[str]") -> "list[str]":
    """`sys.path` of a function, `own` being the interpreter's.

    In AWS's place the last one is AWS's, whatever the interpreter has for packages: Debian's searches other folders.
    """
    if sys.base_prefix == LANGUAGE:
        packages = f"{LANGUAGE}/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
        own = [*(entry for entry in own if not entry.endswith("-packages")), packages]
    return list(dict.fromkeys([task, *below_layers(layers), runtime_dir, *own]))


def run(layers: "str | None", own: "list[str]") -> None:
    """Be the function that `os.environ` describes: ask the emulator for work until the process is ended.

    AWS leaves the layers out of the search path when the function sets `PYTHONPATH` itself: `layers` is None then.
    """
    task, runtime_dir = os.environ["LAMBDA_TASK_ROOT"], os.environ["LAMBDA_RUNTIME_DIR"]
    sys.path[:] = search_path(task, layers, runtime_dir, own)
    for name in [name for name in sys.modules if name.partition(".")[0] == "rapid"]:
        del sys.modules[name]
    sys.argv = [f"{runtime_dir}/{BOOTSTRAP}", os.environ["_HANDLER"]]
    from awslambdaric.__main__ import main

    main(sys.argv)
