"""Waiting until Lambda has carried out a change: what is half done is neither broken nor mended."""

from bootstrap.clients import Clients
from bootstrap.polling import until


def until_mapping(clients: Clients, uuid: str, state: str) -> None:
    """Wait until an event source mapping is in that state."""
    until(
        lambda: clients.lambda_.get_event_source_mapping(UUID=uuid)["State"],
        lambda found: found == state,
        f"event source mapping {uuid} {state}",
    )


def until_updated(clients: Clients, function: str) -> None:
    """Wait until a function's change has been carried out."""

    def state() -> tuple[str, str]:
        read = clients.lambda_.get_function_configuration(FunctionName=function)
        return read.get("LastUpdateStatus", "Successful"), read.get("State", "Active")

    until(state, lambda found: found == ("Successful", "Active"), f"function {function} updated")
