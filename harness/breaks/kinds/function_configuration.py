"""A function without its layers, with a wrong variable, or throttled."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot
from harness.breaks.registry import breaks
from harness.breaks.waiting import until_updated
from harness.wiring.model import Wiring
from harness.wiring.variables import naming_a_resource

WRONG = "-of-yesterday"
KINDS = ("TABLE", "QUEUE", "TOPIC", "_URL", "_ARN", "BUCKET", "_NAME")
"""What variables are called that name resources: first what a function can't do without."""


def functions(wiring: Wiring) -> Iterator[Spot]:
    """Every function; the link that is named is the function."""
    for node, read in wiring.nodes.items():
        if node.service == "lambda":
            yield Spot(str(node), (str(node),), read)


class _Configured(Break):
    def undo(self, clients: Clients, memory: Memory) -> None:
        """Set what it had."""
        _set(clients, memory["function"], **memory["had"])


@breaks
class LayersRemoved(_Configured):
    """What the function imports from its layers is absent."""

    name = "layer-removed"
    text = "take the function's layers away"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every function with layers."""
        return (each for each in functions(wiring) if each.data.get("Layers"))

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Take them."""
        had = {"Layers": [each["Arn"] for each in spot.data["Layers"]]}
        _set(clients, spot.data["FunctionName"], Layers=[])
        return {"function": spot.data["FunctionName"], "had": had}


@breaks
class VariableWrong(_Configured):
    """The function asks for a table, a bucket or a queue that isn't there."""

    name = "variable-wrong"
    text = "have the function's variables name what isn't there"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every function with a variable that names a resource of the account."""
        return (each for each in functions(wiring) if naming_a_resource(each.data, wiring))

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Change those of one kind: a function may pass over events of a bucket that it doesn't know, and not fail."""
        variables = dict(spot.data["Environment"]["Variables"])
        words = next(each for each in KINDS if any(each in name for name in variables))
        wrong = {name: f"{value}{WRONG}" for name, value in variables.items() if words in name}
        _set(clients, spot.data["FunctionName"], Environment={"Variables": {**variables, **wrong}})
        return {"function": spot.data["FunctionName"], "had": {"Environment": {"Variables": variables}}}


@breaks
class Throttled(Break):
    """No invocation is let in."""

    name = "concurrency-zero"
    text = "set the function's reserved concurrency to 0"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every function."""
        return functions(wiring)

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Reserve none."""
        name = spot.data["FunctionName"]
        clients.lambda_.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        return {"function": name, "had": spot.data["ReservedConcurrency"]}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Reserve what it had, or nothing."""
        if memory["had"] is None:
            clients.lambda_.delete_function_concurrency(FunctionName=memory["function"])
        else:
            clients.lambda_.put_function_concurrency(
                FunctionName=memory["function"], ReservedConcurrentExecutions=memory["had"]
            )


def _set(clients: Clients, function: str, **configuration: Any) -> None:
    clients.lambda_.update_function_configuration(FunctionName=function, **configuration)
    until_updated(clients, function)
