"""Creating a stack and leaving it standing, to be used by hand."""

from collections.abc import Callable, Mapping
from typing import Any

from bootstrap.apply import apply
from bootstrap.stacks import RUNTIME
from harness.commands import PASSED
from harness.commands.accounts import stack_named
from harness.commands.terminal import results, terminal
from harness.engines.engine import Engine
from harness.home import Home
from harness.probes.emulator import Emulator, clients_of
from harness.run.clock import Stopwatch
from harness.run.lease import exclusive
from harness.run.registry import system_named


def apply_stack(choose: Callable[[], Engine], name: str, account_id: str, stack_options: Mapping[str, Any]) -> int:
    """Create a stack, with these of its options, or bring it to what it declares; say where it answers."""
    stack = stack_named(name, account_id, stack_options)
    clients = clients_of(choose().start(), account_id, stack.scope.region)
    emulator, console, watch = Emulator(clients), terminal(), Stopwatch()
    with exclusive(emulator, f"an application of {name}"), console.status(f"creating {name}"):
        outputs = apply(stack, clients, emulator.interpreter(RUNTIME), Home.default().cache)
    console.print(f"[green]up[/] {name} in {stack.scope.region} ({watch.elapsed_s:.1f} s)")
    page = system_named(name).page
    told = results()
    for label, value in [*outputs.items(), *([("page", page.address(outputs))] if page else [])]:
        told.print(f"  {label:<8} {value}", markup=False)
    return PASSED
