"""A process that has AWS's libraries imported already and forks one environment for every request.

It has one thread, so that forking is safe. It ends when the emulator does: the control socket then reads as ended.
"""

import os
import resource
import signal
import socket
from typing import NoReturn

from . import filesystem, linux, loaded, runtime, wire
from .supervisor import adopt_orphans, supervise

OPEN_FILES = 1024
"""How many files a function may have open (AWS, Lambda quotas)."""
ALL_TASKS = 16 * 1024
"""Processes and threads of all functions together, which are one user's. Each environment is counted as it runs
(`emulator.lambda_.process`); this stops what grows faster than it is looked at."""
TELEMETRY_FD = 62
"""The descriptor of framed log records, as in AWS; the same pipe as the output's, so that all keeps its order."""


def serve(control: socket.socket, isolated: bool) -> wire.Launch:
    """Fork on request; returns only in a forked function process, with what it is to be."""
    adopt_orphans()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while (received := wire.receive(control)) is not None:
        fields, descriptors = received
        if os.fork() == 0:
            if isolated:
                linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWIPC)
            supervisor = os.fork()
            if supervisor:
                wire.send(control, {"pid": supervisor})
                os._exit(0)
            control.close()
            return begin(wire.Launch(**fields), descriptors, isolated)
        for descriptor in descriptors:
            os.close(descriptor)
    os._exit(0)


def begin(launch: wire.Launch, descriptors: "list[int]", isolated: bool) -> wire.Launch:
    """Split into a supervisor, which stays here, and the function's process, which returns."""
    output, report, lifeline = descriptors
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (output, 1), (output, 2)):
        os.dup2(source, target, inheritable=True)
    if isolated:
        filesystem.place(launch)
        os.fchown(output, filesystem.USER, filesystem.GROUP)
    supervise(os.setsid, report, lifeline, (0, 1, 2, output))
    os.dup2(output, TELEMETRY_FD, inheritable=True)
    for descriptor in (null, output):
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    if isolated:
        _, most = resource.getrlimit(resource.RLIMIT_NPROC)
        tasks = ALL_TASKS if most == resource.RLIM_INFINITY else min(most, ALL_TASKS)
        resource.setrlimit(resource.RLIMIT_NPROC, (tasks, tasks))
        linux.drop_privileges(filesystem.USER, filesystem.GROUP)
    return launch


def become(launch: wire.Launch, preloaded: bool, own_path: "list[str]", program: "list[str]") -> None:
    """Turn this forked process into the function, in a fresh interpreter where what is loaded could be in its way."""
    os.environ.clear()
    os.environ.update(launch.environment)
    os.environ["_LAMBDA_TELEMETRY_LOG_FD"] = str(TELEMETRY_FD)
    task = launch.environment["LAMBDA_TASK_ROOT"]
    os.chdir(task)
    if launch.program:
        _replace([launch.wrapper, *launch.program] if launch.wrapper else launch.program)
    layers = launch.layers_seen
    folders = [task, *runtime.below_layers(layers)]
    if launch.fresh or launch.wrapper or not preloaded or loaded.shadows(folders):
        command = [*program, "function", layers or "", launch.scratch]
        _replace([launch.wrapper, *command] if launch.wrapper else command)
    runtime.run(layers, own_path)


def _replace(command: "list[str]") -> NoReturn:
    """Become another program; a wrapper that isn't there ends the process as a shell would."""
    try:
        os.execvpe(command[0], command, os.environ)  # noqa: S606 - that is the point
    except FileNotFoundError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
        os._exit(127)
