"""Which accounts and regions may hold something, read from the stores of the services that were used.

An audit lists every type in every region that may hold something. Listing thirty regions costs seconds; asking here
first leaves the one or two that matter. The answer may name a region that turns out to be empty, never the reverse: a
region counts as soon as any store or backend of it has anything in any of its containers. In the same way a listing of
one account leaves out the services that hold nothing of it.
"""

import re
from collections import defaultdict
from collections.abc import Container, Mapping, Sized
from functools import cache
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
    for service in _loaded():
        for container in _containers(service):
            for account_id, regions in list(container.items()):
                for place in _held(service, regions):
                    found[account_id] |= {place} if REGION.fullmatch(place) else set()
    found.pop(INTERNAL_RESOURCE_ACCOUNT, None)  # where LocalStack keeps things of its own
    return {account_id: sorted(regions) for account_id, regions in sorted(found.items())}


def services(account_id: str) -> list[str]:
    """The services that may hold something of an account, in whatever region.

    No other holds anything of the kinds that this project knows; of what services keep outside of their stores, and of
    what is in NOT_HELD, it says nothing.
    """
    return sorted(service for service in _loaded() if _may_hold(service, account_id))


def _may_hold(service: str, account_id: str) -> bool:
    containers = _containers(service)
    return not containers or any(_held(service, each[account_id]) for each in containers if account_id in each)


def _held(service: str, regions: Mapping[str, Any]) -> list[str]:
    """Of one account's stores or backends those that hold something, by the region's name; `""` for all regions."""
    shared = [""] if holds(service, getattr(regions, "_global", {})) else []
    return shared + [region for region, store in list(regions.items()) if holds(service, vars(store))]


def holds(service: str, attributes: Mapping[str, Any]) -> bool:
    """Whether any container among the attributes of a store or backend has something in it."""
    ignored = NOT_HELD.get(service, ())
    return any(
        isinstance(value, Sized) and not isinstance(value, str | bytes) and len(value) > 0
        for name, value in list(attributes.items())
        if name not in ignored and name not in ("_global", "_universal")
    )


def _loaded() -> list[str]:
    """The services that were asked for anything since the emulator started."""
    from localstack.services.plugins import SERVICE_PLUGINS

    return list(SERVICE_PLUGINS.list_loaded_services())


@cache
def _containers(service: str) -> tuple[Mapping[str, Any], ...]:
    """A loaded service's stores of LocalStack and backends of moto, by account and region within."""
    from localstack.services.plugins import SERVICE_PLUGINS

    collected = _Collected()
    if (loaded := SERVICE_PLUGINS.get_service(service)) is not None:
        loaded.accept_state_visitor(collected)
    return tuple(collected.containers)


class _Collected:
    """A visitor of a service's state that keeps what is sorted by account: not its folders on disk."""

    def __init__(self) -> None:
        self.containers: list[Mapping[str, Any]] = []

    def visit(self, container: Any) -> None:
        """Called by the service for each part of its state."""
        if isinstance(container, Mapping):
            self.containers.append(container)
