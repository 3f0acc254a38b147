"""The file system a function sees in AWS: its code at /var/task, its layers at /opt, /tmp its own, all else read-only.

Built inside private mount namespaces: the machine's own file system is never changed. A zygote builds what its
functions have in common, every function adds its own. What is not put in place isn't there: no home folders, no
project, no other function.
"""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from . import linux
from .wire import Launch

SETTINGS = "/.etc"
"""The machine's `/etc`; at the root like the other, so that relative links in it lead to the same places."""
HOST = "/.host"
"""Where a zygote still sees the machine; functions don't."""
TASK, LAYERS, SCRATCH, RUNTIME, LANGUAGE, RAPID = "/var/task", "/opt", "/tmp", "/var/runtime", "/var/lang", "/var/rapid"  # noqa: S108
_SYSTEM = ("bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "nix", "gnu")
_DEVICES = ("null", "zero", "full", "random", "urandom")
USER, GROUP = 993, 990
"""Who a function is in AWS: `sbx_user1051`."""
_FILES = {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\nsbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin\n",
    "/etc/group": "root:x:0:\nsbx_user1051:x:990:\n",
    "/lambda-entrypoint.sh": '#!/bin/sh\nexec /var/lang/bin/python3 -m awslambdaric "$@"\n',
}
_OTHER_PACKAGES = ("lib/python{0}/site-packages", "lib/python{0}/dist-packages", "lib/python3", "local/lib")
"""Where an interpreter may have packages that AWS's doesn't have; Debian's has a search path for each that is there."""


def enter(root: str, libraries: str, guest: str) -> None:
    """Make a tree for functions at the folder `root`, and make it this process's root; OSError when that can't be.

    `libraries` are what AWS's runtime brings, `guest` the program this is part of.
    """
    user, group = os.getuid(), os.getgid()
    linux.unshare(linux.CLONE_NEWNS | (linux.CLONE_NEWUSER if user else 0))
    if user:
        linux.map_users(USER, GROUP, user, group)
        linux.keep_capabilities()
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("functions", root, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755,size=4m")
    for folder in (
        HOST,
        "/proc",
        "/dev",
        "/etc",
        SETTINGS,
        "/none",
        SCRATCH,
        RUNTIME,
        LANGUAGE,
        RAPID,
        f"{TASK}/lib",
        f"{LAYERS}/lib",
    ):
        os.makedirs(root + folder)  # noqa: PTH103
    _show_system(root)
    _show_settings(root)
    for source, target in ((sys.base_prefix, LANGUAGE), (libraries, RUNTIME), (guest, RAPID)):
        linux.bind(os.path.realpath(source), root + target, read_only=False)
    _hide_other_packages(root)
    _show_files(root)
    linux.make_read_only(root)
    linux.pivot_root(root, root + HOST)
    os.chdir("/")


def _show_system(root: str) -> None:
    """The parts of the machine that programs need: libraries, tools, configuration, harmless devices."""
    for name in _SYSTEM:
        source, target = f"/{name}", f"{root}/{name}"
        if os.path.islink(source):  # noqa: PTH114
            os.symlink(os.readlink(source), target)  # noqa: PTH115, PTH211
        elif os.path.isdir(source):  # noqa: PTH112
            os.mkdir(target)  # noqa: PTH102
            linux.bind(source, target, read_only=False)
    for name in _DEVICES:
        with open(f"{root}/dev/{name}", "w", encoding="ascii"):  # noqa: PTH123
            linux.bind(f"/dev/{name}", f"{root}/dev/{name}", read_only=False)
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        os.symlink(f"/proc/self/fd/{number}", f"{root}/dev/{name}")  # noqa: PTH211
    os.symlink("/proc/self/fd", f"{root}/dev/fd")  # noqa: PTH211
    names = os.path.dirname(os.path.realpath("/etc/resolv.conf"))  # noqa: PTH120
    if names.startswith("/run/") and os.path.isdir(names):  # noqa: PTH112
        os.makedirs(root + names)  # noqa: PTH103
        linux.bind(names, root + names, read_only=False)


def _show_settings(root: str) -> None:
    """`/etc` as a folder of its own, with links to what the machine has there: always to what it has at the time.

    What stands for a file of the machine isn't mounted over it: that is lost when the machine replaces the file.
    """
    linux.bind("/etc", root + SETTINGS, read_only=False)
    for name in os.listdir("/etc"):  # noqa: PTH208
        if f"/etc/{name}" not in _FILES:
            os.symlink(f"{SETTINGS}/{name}", f"{root}/etc/{name}")  # noqa: PTH211


def _hide_other_packages(root: str) -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    for pattern in _OTHER_PACKAGES:
        folder = f"{root}{LANGUAGE}/{pattern.format(version)}"
        if os.path.isdir(folder) and not os.path.islink(folder):  # noqa: PTH112, PTH114
            linux.bind(f"{root}/none", folder, read_only=False)


def _show_files(root: str) -> None:
    """Who there is, and AWS's entry point."""
    for name, text in _FILES.items():
        with open(root + name, "w", encoding="ascii") as file:  # noqa: PTH123
            file.write(text)
        os.chmod(root + name, 0o755 if name.endswith(".sh") else 0o644)  # noqa: PTH101
        machine_s = f"{root}{SETTINGS}/{os.path.basename(name)}"  # noqa: PTH119
        if os.path.isfile(machine_s):  # noqa: PTH113
            linux.bind(root + name, machine_s, read_only=False)


def interpreter() -> str:
    """This interpreter, where it is after `enter`."""
    program = os.path.relpath(os.path.realpath(sys.executable), os.path.realpath(sys.base_prefix))
    if program.startswith(".."):
        raise OSError(f"{sys.executable} is outside of its own {sys.base_prefix}")
    return f"{LANGUAGE}/{program}"


def place(launch: Launch) -> None:
    """In a function's own mount and process namespaces: put its code, layers and scratch folder in place."""
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    linux.bind(HOST + launch.task, TASK, read_only=True)
    if launch.layers is not None:
        linux.bind(HOST + launch.layers, LAYERS, read_only=True)
    linux.bind(HOST + launch.scratch, SCRATCH, read_only=False)
    if os.getuid() != USER:
        os.chown(SCRATCH, USER, GROUP)
    linux.unmount(HOST)


def try_place(folder: str) -> None:
    """Try all of it in a process of its own, so that what the system refuses is known before a function needs it.

    Exits with the reason when it can't be done.
    """
    scratch = f"{folder}/try"
    os.makedirs(HOST + scratch, exist_ok=True)  # noqa: PTH103
    child = os.fork()
    if child == 0:
        machine = os.open(f"{HOST}/proc", os.O_RDONLY)
        _report(lambda: _try_as_function(scratch, machine))
    if os.waitpid(child, 0)[1] != 0:
        sys.exit(1)


def _try_as_function(scratch: str, machine: int) -> None:
    """Be a function in one process and who watches it in another; `machine` is the machine's `/proc`."""
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWIPC)
    placed, is_placed = os.pipe()
    seen, is_seen = os.pipe()
    function = os.fork()
    if function == 0:
        os.close(is_seen)
        _report(lambda: _be_function(scratch, is_placed, seen))
    os.close(is_placed)
    if os.read(placed, 1):
        _look_into(function, machine)
    os.close(is_seen)
    if os.waitpid(function, 0)[1] != 0:
        os._exit(1)


def _be_function(scratch: str, is_placed: int, seen: int) -> None:
    """Begin as a function does, and stay until it has been seen."""
    place(Launch({}, scratch, scratch, scratch))
    linux.drop_privileges(USER, GROUP)
    for needed in (os.__file__, f"{RUNTIME}/boto3/__init__.py", f"{RAPID}/start.py"):
        with open(needed, "rb"):  # noqa: PTH123
            pass
    os.write(is_placed, b".")
    os.read(seen, 1)


def _look_into(function: int, machine: int) -> None:
    """The emulator tells a function's connections by the sockets it holds: it must be allowed to see them."""
    try:
        os.readlink(f"{function}/fd/1", dir_fd=machine)
    except PermissionError as error:
        raise OSError("can't see which sockets another user's process holds: that takes CAP_SYS_PTRACE") from error


def _report(doing: Callable[[], None]) -> NoReturn:
    """End this process: well, or with the reason why not."""
    try:
        doing()
    except OSError as error:
        os.write(2, f"{error}\n".encode())
        os._exit(1)
    os._exit(0)
