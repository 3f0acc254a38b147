"""Creating a stack and leaving it standing, to be used by hand."""

from collections.abc import Callable, Mapping
from typing import Any

from bootstrap.apply import apply
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Building
from bootstrap.stacks import RUNTIME
from harness.commands import PASSED
from harness.commands.accounts import Which
from harness.commands.terminal import print_json, results, terminal
from harness.engines.engine import Engine
from harness.home import Home
from harness.probes.emulator import Emulator, clients_of
from harness.run.clock import Stopwatch
from harness.run.lease import exclusive
from harness.run.registry import system_named


def apply_stack(choose: Callable[[], Engine], which: Which, as_json: bool = False) -> int:
    """Create a stack, or bring it to what it declares; say where it answers, or print its outputs as JSON."""
    stack = which.stack()
    name = stack.name
    clients = clients_of(choose().start(), which.account_id, stack.scope.region)
    emulator, console, watch = Emulator(clients), terminal(), Stopwatch()

    def tell(each: Building) -> None:
        console.print(str(each), markup=False)

    with exclusive(emulator, f"an application of {name}"), console.status(f"creating {name}"):
        outputs = apply(stack, clients, emulator.interpreter(RUNTIME), Home.default().cache, on_build=tell)
    console.print(f"[green]up[/] {name} in {stack.scope.region} ({watch.elapsed_s:.1f} s)")
    if as_json:
        print_json(document(stack, outputs))
        return PASSED
    page = None if which.template else system_named(name).page
    told = results()
    for label, value in [*outputs.items(), *([("page", page.address(outputs))] if page else [])]:
        told.print(f"  {label:<8} {value}", markup=False)
    return PASSED


def document(stack: Stack, outputs: Mapping[str, str]) -> dict[str, Any]:
    """A stack that stands as `--json` prints it."""
    return {
        "stack": stack.name,
        "account": stack.scope.account_id,
        "region": stack.scope.region,
        "outputs": dict(outputs),
    }
