"""The program of every process that runs functions.

`start.py zygote <control fd> <folder> <mode> <libraries>`: `isolated` makes a file system as in AWS and goes on in it
(`inside`); `shared` uses the machine's; `bare` does too and imports nothing beforehand, for systems where a process
with libraries must not be forked. `start.py function <layers> <folder>`: a fresh interpreter for one function.

The folder is part of the command line so that every process of an emulator can be found by the folder it works in.
"""

import importlib.util
import os
import socket
import sys

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
sys.path[:] = [HERE, *(entry for entry in sys.path if entry != HERE)]

from rapid import filesystem, runtime, warm, wire, zygote  # type: ignore[import-not-found]  # noqa: E402

sys.path.remove(HERE)


def main(arguments: "list[str]") -> None:
    """Be a zygote, or the function that the environment variables describe."""
    portable = [] if importlib.util.find_spec("runtime_client") else [f"{HERE}/portable"]
    own_path = [*sys.path, *portable]
    if arguments[0] == "function":
        runtime.run(arguments[1] or None, own_path)
        return
    _, control_fd, folder, mode, libraries = arguments
    if mode == "isolated":
        enter(control_fd, folder, libraries)
    if mode == "inside":
        filesystem.try_place(folder)
    preloads = mode != "bare"
    if preloads:
        warm.preload()
    control = socket.socket(fileno=int(control_fd))
    control.set_inheritable(False)
    wire.send(control, {"isolated": mode == "inside"})
    launch = zygote.serve(control, mode == "inside")
    zygote.become(launch, preloads, own_path, [sys.executable, __file__])


def enter(control_fd: str, folder: str, libraries: str) -> None:
    """Go on inside a file system as in AWS; exit when that can't be had."""
    root = f"{folder}/root"
    os.makedirs(root, exist_ok=True)  # noqa: PTH103
    program = filesystem.interpreter()
    os.set_inheritable(int(control_fd), True)
    try:
        filesystem.enter(root, libraries, HERE)
    except OSError as error:
        sys.exit(str(error))
    start = f"{filesystem.RAPID}/start.py"
    os.execv(program, [program, "-s", start, "zygote", control_fd, folder, "inside", filesystem.RUNTIME])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
