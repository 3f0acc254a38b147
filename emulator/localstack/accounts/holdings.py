"""Which accounts and regions may hold something, read from the stores of the services that were used.

An audit lists every type in every region that may hold something. Listing thirty regions costs seconds; asking here
first leaves the one or two that matter. The answer may name a region that turns out to be empty, never the reverse: a
region counts as soon as any store or backend of it has anything in any of its containers.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sized
from typing import Any

REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+")
"""What a region is called; backends that have none are kept under `aws`, `global` and the like."""

NOT_HELD: Mapping[str, Container[str]] = {
    "iam": {
        "managed_policies",
        "aws_managed_policies",
        "access_keys",
    },  # AWS's own; keys of sessions, users' go with them
    "sts": {"assumed_roles"},
    "sqs": {"attr_deleted"},  # the names of queues that were removed lately
    "sns": {"opt_out_numbers", "attr_subscription_tokens"},
    "logs": {"TAGS"},
    "cloudwatch": {"attr_histories"},  # what alarms that are gone went through
}
"""What is there from the start, or stays when the resources are gone."""


def holdings() -> dict[str, list[str]]:
    """Every account that may hold something, with the regions in which; none for what belongs to no region."""
    from localstack.config import INTERNAL_RESOURCE_ACCOUNT

    found: defaultdict[str, set[str]] = defaultdict(set)
    for service, container in _containers():
        for account_id, regions in list(container.items()):
            if holds(service, getattr(regions, "_global", {})):
                found[account_id] |= set()
            for region, store in list(regions.items()):
                if holds(service, vars(store)):
                    found[account_id] |= {region} if REGION.fullmatch(region) else set()
    found.pop(INTERNAL_RESOURCE_ACCOUNT, None)  # where LocalStack keeps things of its own
    return {account_id: sorted(regions) for account_id, regions in sorted(found.items())}


def used_services() -> list[str]:
    """The services that were asked for anything since the emulator started; no other can hold anything."""
    from localstack.services.plugins import SERVICE_PLUGINS

    return sorted(SERVICE_PLUGINS.list_loaded_services())


def holds(service: str, attributes: Mapping[str, Any]) -> bool:
    """Whether any container among the attributes of a store or backend has something in it."""
    ignored = NOT_HELD.get(service, ())
    return any(
        isinstance(value, Sized) and not isinstance(value, str | bytes) and len(value) > 0
        for name, value in list(attributes.items())
        if name not in ignored and name not in ("_global", "_universal")
    )


def _containers() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Stores of LocalStack and backends of moto, by account and region within, of every service that is loaded."""
    from localstack.services.plugins import SERVICE_PLUGINS

    for name in SERVICE_PLUGINS.list_loaded_services():
        service = SERVICE_PLUGINS.get_service(name)
        if service is not None:
            collected = _Collected()
            service.accept_state_visitor(collected)
            yield from ((name, each) for each in collected.containers)


class _Collected:
    """A visitor of a service's state that keeps what is sorted by account: not its folders on disk."""

    def __init__(self) -> None:
        self.containers: list[Mapping[str, Any]] = []

    def visit(self, container: Any) -> None:
        """Called by the service for each part of its state."""
        if isinstance(container, Mapping):
            self.containers.append(container)
