"""The program of every process that runs functions.

`start.py zygote <control fd> <folder>` or `start.py function <layers> <folder>`.

The folder is part of the command line so that every process of an emulator can be found by the folder it works in.
"""

import socket
import sys

HERE = sys.path.pop(0)
sys.path.insert(0, HERE)

from rapid import runtime, wire, zygote  # type: ignore[import-not-found]  # noqa: E402

sys.path.remove(HERE)


def main(arguments: "list[str]") -> None:
    """Be a zygote, or the function that the environment variables describe."""
    own_path = list(sys.path)
    if arguments[0] == "function":
        runtime.run(arguments[1] or None, own_path)
        return
    preloads = arguments[3:] != ["bare"]
    if preloads:
        zygote.preload()
    control = socket.socket(fileno=int(arguments[1]))
    control.set_inheritable(False)
    wire.send(control, wire.Welcome(isolated=False, reason="not tried"))
    launch = zygote.serve(control)
    zygote.become(launch, preloads, own_path, [sys.executable, __file__])


if __name__ == "__main__":
    main(sys.argv[1:])
