"""Stacks of a test's own: created, updated and deleted to the end, and what is told of them."""

import json
from typing import Any

from bootstrap.clients import Clients
from tests.integration.lambda_runtime.functions import wait_until

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
DEADLINE_S = 60.0

Template = dict[str, Any]


class Stacks:
    """CloudFormation of one account; every operation returns the status that it ended in."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients
        self.client: Any = clients.session.client("cloudformation", **_settings(clients))

    def create(self, name: str, template: Template | str, **more: Any) -> str:
        self.client.create_stack(StackName=name, TemplateBody=_text(template), Capabilities=CAPABILITIES, **more)
        return self.ended(name)

    def update(self, name: str, template: Template | str, **more: Any) -> str:
        self.client.update_stack(StackName=name, TemplateBody=_text(template), Capabilities=CAPABILITIES, **more)
        return self.ended(name)

    def delete(self, name: str, **more: Any) -> str:
        stack_id = self.stack(name)["StackId"]
        self.client.delete_stack(StackName=name, **more)
        return self.ended(stack_id)

    def ended(self, name: str) -> str:
        def status() -> str | None:
            now: str = self.stack(name)["StackStatus"]
            return None if now.endswith("IN_PROGRESS") else now

        return wait_until(status, f"the end of the operation on {name}", DEADLINE_S)

    def stack(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.describe_stacks(StackName=name)["Stacks"][0]
        return found

    def outputs(self, name: str) -> dict[str, str]:
        return {one["OutputKey"]: one["OutputValue"] for one in self.stack(name).get("Outputs", [])}

    def events(self, name: str) -> list[tuple[str, str, str]]:
        """Logical id, status and reason of each, the oldest first."""
        events = self.client.describe_stack_events(StackName=name)["StackEvents"]
        return [
            (one["LogicalResourceId"], one["ResourceStatus"], one.get("ResourceStatusReason", ""))
            for one in events[::-1]
        ]

    def resources(self, name: str) -> dict[str, dict[str, Any]]:
        found = self.client.describe_stack_resources(StackName=name)["StackResources"]
        return {one["LogicalResourceId"]: one for one in found}

    def physical_id(self, name: str, logical_id: str) -> str:
        found: str = self.resources(name)[logical_id]["PhysicalResourceId"]
        return found


def _text(template: Template | str) -> str:
    return template if isinstance(template, str) else json.dumps(template)


def _settings(clients: Clients) -> dict[str, Any]:
    return {"endpoint_url": clients.endpoint.url, "region_name": clients.region}
