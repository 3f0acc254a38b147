"""EventBridge Scheduler: schedules, and what each invokes."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.wiring.model import Edge, Kind, node_of
from harness.wiring.registry import Found, discovers


@discovers("scheduler")
def schedules(clients: Clients) -> Iterator[Found]:
    """Each schedule, and an edge to its target; its settings are what GetSchedule answers."""
    scheduler: Any = clients.client("scheduler")
    for page in scheduler.get_paginator("list_schedules").paginate():
        for listed in page["Schedules"]:
            found = scheduler.get_schedule(Name=listed["Name"], GroupName=listed["GroupName"])
            read = {name: value for name, value in found.items() if name != "ResponseMetadata"}
            node = node_of(read["Arn"])
            yield node, read
            yield Edge(Kind.SCHEDULE, node, node_of(read["Target"]["Arn"]), settings=read)
