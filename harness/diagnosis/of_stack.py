"""The chain of any stack, read from what it declares: what a wait's diagnosis looks at."""

from bootstrap.clients import Clients
from bootstrap.model.stack import Stack
from bootstrap.resources.cloudformation_stack import CloudFormationStack
from harness.diagnosis.link import Chain
from harness.diagnosis.of_wiring import chain_through
from harness.diagnosis.sight import Sight
from harness.wiring.declared import declared
from harness.wiring.made import made_by


def chain_of(stack: Stack, clients: Clients, now_s: float) -> Chain:
    """The stack's links in the order events travel: each is followed by all that hangs on it.

    Whatever is configured is read when it is diagnosed, and what the stack declares must be among it. `now_s`:
    CloudWatch's time. A template declares nothing that is read here: its chain is all that is connected with what
    CloudFormation made of it.
    """
    sight = Sight(clients.in_region(stack.scope.region), now_s)
    if templates := stack.of_type(CloudFormationStack):
        made = {node for each in templates for node in made_by(each.name, sight.wiring, sight.clients)}
        return chain_through(sight.wiring.reachable_from(made), sight)
    return chain_through(declared(stack), sight)
