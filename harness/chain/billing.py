"""The chain of the billing alarms, as their stack declares it."""

from bootstrap.clients import Clients
from bootstrap.stacks import StackOptions
from bootstrap.stacks.billing import billing
from harness.chain.link import Chain
from harness.chain.of_stack import chain_of


def billing_chain(clients: Clients, now_s: float) -> Chain:
    """The metric to each alarm, and the topic to the queue."""
    return chain_of(billing(StackOptions(account_id=clients.account_id)), clients, now_s)
