"""Sandboxes in tests: the ways a zygote can begin, how one is opened, and a call."""

import json
from collections.abc import Callable

from emulator.lambda_.output import LogEvent
from emulator.lambda_.sandbox import Answer, Invocation, Sandbox
from emulator.lambda_.zygote import Mode

MODES: tuple[Mode, ...] = ("isolated", "shared", "bare")
Open = Callable[..., Sandbox]


def ignore(_: list[LogEvent]) -> None:
    return None


def call(sandbox: Sandbox, event: object = None) -> Answer:
    return sandbox.invoke(Invocation("id", json.dumps(event).encode()))
