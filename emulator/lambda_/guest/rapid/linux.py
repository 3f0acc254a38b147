"""The system calls of Linux that Python 3.10 doesn't offer. Each raises OSError with what it was about."""

import ctypes
import errno
import os
import platform
import struct

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x8000000, 0x10000000, 0x20000000

_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_UNSHARE, _CLONE = {"x86_64": 272, "aarch64": 97}, {"x86_64": 56, "aarch64": 220}
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE3, _MOUNT_SETATTR = 435, 442
_AT_FDCWD, _AT_RECURSIVE, _MOUNT_ATTR_RDONLY = -100, 0x8000, 1
_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 4, 22, 24, 38
_SECCOMP_MODE_FILTER, _SECCOMP_ALLOW, _SECCOMP_ERRNO = 2, 0x7FFF0000, 0x50000
_LOAD, _IS, _IS_AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_FIRST_OF_X32 = 0x40000000
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 40

_libc = ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: str, kind: "str | None", flags: int, options: "str | None" = None) -> None:
    """mount(2)."""
    arguments = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    _check(_libc.mount(*arguments, ctypes.c_ulong(flags), options and options.encode()), f"mount {source} at {target}")


def bind(source: str, target: str, read_only: bool) -> None:
    """Show the tree `source` at `target`, with what is mounted below it."""
    mount(source, target, None, MS_BIND | MS_REC)
    if read_only:
        make_read_only(target)


def make_read_only(target: str) -> None:
    """Make the mount at `target` and those below it read-only; kernels before 5.12 can do so for the first only."""
    attributes = (ctypes.c_uint64 * 4)(_MOUNT_ATTR_RDONLY, 0, 0, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    path = os.fsencode(target)
    if _libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, path, _AT_RECURSIVE, attributes, size) == 0:
        return
    kept = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount("none", target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | kept)


def unmount(target: str) -> None:
    """Take away the mount at `target` and all below it, even while it is in use."""
    _check(_libc.umount2(os.fsencode(target), MNT_DETACH), f"unmount {target}")


def unshare(flags: int) -> None:
    """unshare(2)."""
    _check(_libc.unshare(flags), "leave the machine's namespaces")


def pivot_root(new: str, old: str) -> None:
    """pivot_root(2)."""
    number = _PIVOT_ROOT.get(platform.machine())
    if number is None:
        raise OSError(f"pivot_root isn't known for {platform.machine()}")
    _check(_libc.syscall(number, os.fsencode(new), os.fsencode(old)), f"make {new} the root")


def map_users(user: int, group: int, own_user: int, own_group: int) -> None:
    """In a new user namespace: be `user` and `group`, which outside are who one was; there is nobody else."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {own_user} 1"),
        ("gid_map", f"{group} {own_group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123
            file.write(text)


def keep_capabilities() -> None:
    """Keep what a new user namespace gave across the start of another program, which a user other than root loses."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()
    _check(_libc.capget(header, sets), "read capabilities")
    for permitted, inheritable in ((1, 2), (4, 5)):
        sets[inheritable] = sets[permitted]
    _check(_libc.capset(header, sets), "pass on capabilities")
    for capability in range(_LAST_CAPABILITY + 1):
        _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def drop_privileges(user: int, group: int) -> None:
    """Give up every capability for good, and be `user` and `group` from now on."""
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(_LAST_CAPABILITY + 1):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    if os.getuid() != user:
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, none), "give up capabilities")
    refuse_namespaces()


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse_namespaces() -> None:
    """Refuse this process and its children user namespaces for good, as in AWS: in one, anybody may mount memory.

    clone3 isn't there for them: its flags are out of a filter's sight, and the C library does without. Systems whose
    numbers aren't known, or that have no such filters, go without.
    """
    machine = platform.machine()
    if machine not in _ARCHITECTURE:
        return
    program = b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in (
            (_LOAD, 0, 0, 4),
            (_IS, 0, 9, _ARCHITECTURE[machine]),
            (_LOAD, 0, 0, 0),
            (_IS_AT_LEAST, 7, 0, _FIRST_OF_X32),
            (_IS, 6, 0, _CLONE3),
            (_IS, 1, 0, _UNSHARE[machine]),
            (_IS, 0, 2, _CLONE[machine]),
            (_LOAD, 0, 0, 16),
            (_HAS, 1, 0, CLONE_NEWUSER),
            (_RETURN, 0, 0, _SECCOMP_ALLOW),
            (_RETURN, 0, 0, _SECCOMP_ERRNO | errno.EPERM),
            (_RETURN, 0, 0, _SECCOMP_ERRNO | errno.ENOSYS),
        )
    )
    _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(_Program(len(program) // 8, program)), 0, 0)


def _check(result: int, doing: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"can't {doing}: {os.strerror(number)}")
