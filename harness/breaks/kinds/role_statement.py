"""A role that lacks a permission: for polling a queue, or for what its function asks."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot
from harness.breaks.registry import breaks
from harness.breaks.statements import about, put_back, without
from harness.wiring.access import arn_of
from harness.wiring.model import Edge, Kind, Node, Wiring


class _RoleStatement(Break):
    needs_enforce = True
    consuming = False

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Take every statement from the role that names the thing."""
        arn = arn_of(spot.data["node"], clients.region, clients.account_id)
        return without(clients, spot.data["role"], spot.data["policies"], about(arn, self.consuming))

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Give them back."""
        put_back(clients, memory)


@breaks
class PollingDenied(_RoleStatement):
    """Lambda may not poll the queue with the function's role."""

    name = "polling-denied"
    text = "take from the function's role what polling the queue needs"
    consuming = True

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every mapping of a queue."""
        for edge in wiring.configured(Kind.MAPPING):
            if edge.source.service == "sqs":
                yield Spot(edge.name, (edge.name,), _of_role(wiring, edge.target, edge.source))


@breaks
class AccessDenied(_RoleStatement):
    """The function may not do what it is there for."""

    name = "access-denied"
    text = "take from the function's role what it grants there"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Everything that a function's role grants."""
        for edge in wiring.configured(Kind.ACCESS):
            yield Spot(
                edge.name,
                (str(edge.source), edge.name, *_before(wiring, edge)),
                _of_role(wiring, edge.source, edge.target),
            )


def _before(wiring: Wiring, edge: Edge) -> tuple[str, ...]:
    """A role that is shared by functions is broken for all of them."""
    role = wiring.of(edge.source).get("Role")
    return tuple(
        str(node) for node, read in wiring.nodes.items() if node.service == "lambda" and read.get("Role") == role
    )


def _of_role(wiring: Wiring, function: Node, node: Node) -> dict[str, object]:
    role = str(wiring.of(function)["Role"]).rsplit("/", 1)[-1]
    return {"role": role, "policies": wiring.of(Node("role", role))["Policies"], "node": node}
