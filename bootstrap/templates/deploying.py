"""Has CloudFormation create, change and delete a stack: through change sets, with its own waiters, to a deadline."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from bootstrap.errors import HarnessError, code_of, reason_of, tolerating
from bootstrap.polling import waited

if TYPE_CHECKING:
    from bootstrap.clients import Clients

DEADLINE_S = 900.0
CHANGE_SET_DEADLINE_S = 60.0
CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
"""All there are. They are a question to a person with an account to lose; here it is a machine's own."""
NOTHING_TO_CHANGE = ("didn't contain changes", "No updates are to be performed")
"""What CloudFormation says of a change set that would change nothing."""
NOT_THERE = "does not exist"
"""In the message of the ValidationError that answers for a stack that isn't there; others have that code as well."""
GONE = frozenset({"DELETE_COMPLETE"})
NOT_MADE = "REVIEW_IN_PROGRESS"
"""A stack of which there is a change set only."""
FAILED = "FAILED"
NEXT = {
    "create": "mend the template, tear the stack down, for it can't be changed any more, and apply again",
    "update": "mend the template, and apply again",
    "delete": "mend what keeps it (`make audit` lists what is there), and tear it down again",
}
"""What to do after a failure."""


class DeployError(HarnessError):
    """CloudFormation didn't do what was asked. The message names each resource that failed, with the reason."""


@contextmanager
def absent() -> Iterator[None]:
    """Go on when CloudFormation says that there is no such stack; other errors pass through."""
    try:
        yield
    except Exception as error:
        if code_of(error) != "ValidationError" or NOT_THERE not in str(error):
            raise


@dataclass(frozen=True)
class ChangeSet:
    """What CloudFormation would change, as `ResourceChange`s; none where only the stack's tags are new."""

    change_set_id: str
    resources: list[dict[str, Any]]


@dataclass(frozen=True)
class Deployment:
    """What a stack is to become: its template by address, parameters and tags."""

    stack: str
    template_url: str
    parameters: Mapping[str, str]
    tags: Mapping[str, str]

    def request(self, change_set: str, exists: bool) -> dict[str, Any]:
        """The parameters of CreateChangeSet."""
        return {
            "StackName": self.stack,
            "ChangeSetName": change_set,
            "ChangeSetType": "UPDATE" if exists else "CREATE",
            "TemplateURL": self.template_url,
            "Parameters": [{"ParameterKey": key, "ParameterValue": each} for key, each in self.parameters.items()],
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()],
            "Capabilities": list(CAPABILITIES),
        }


def described(clients: "Clients", stack: str) -> dict[str, Any] | None:
    """The stack as DescribeStacks shows it; None when it isn't there, or only planned."""
    with absent():
        found: dict[str, Any] = clients.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        return None if found["StackStatus"] in (*GONE, NOT_MADE) else found
    return None


def resources_of(clients: "Clients", stack: str) -> list[dict[str, Any]]:
    """What CloudFormation says that the stack has made and not removed: types, logical and physical ids."""
    with absent():
        pages = clients.cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        every = [each for page in pages for each in page["StackResourceSummaries"]]
        return [each for each in every if each.get("PhysicalResourceId") and each["ResourceStatus"] not in GONE]
    return []


@contextmanager
def change_set(clients: "Clients", deployment: Deployment, exists: bool) -> Iterator["ChangeSet | None"]:
    """A change set for the length of the block; None when there is nothing to change.

    DeployError when CloudFormation refuses it. A stack of which there is only the change set goes with it.
    """
    digest = sha256(repr(sorted(deployment.request("", exists).items())).encode()).hexdigest()
    name = f"harness-{digest[:16]}"
    try:
        made = clients.cloudformation.create_change_set(**deployment.request(name, exists))
    except Exception as error:
        if code_of(error) != "ValidationError":
            raise
        raise _refused(deployment.stack, reason_of(error)) from error
    try:
        yield _changes(clients, deployment.stack, made["Id"])
    finally:
        with absent(), tolerating("ChangeSetNotFound", "InvalidChangeSetStatus"):
            clients.cloudformation.delete_change_set(ChangeSetName=made["Id"])
        _forget_if_never_made(clients, deployment.stack)


def _refused(stack: str, reason: str) -> DeployError:
    return DeployError(
        f"stack {stack}: CloudFormation refuses the template: {reason}; nothing was done: {NEXT['update']}"
    )


def _changes(clients: "Clients", stack: str, change_set_id: str) -> "ChangeSet | None":
    from botocore.exceptions import WaiterError

    waiter = clients.cloudformation.get_waiter("change_set_create_complete")
    try:
        waited(waiter, f"change set of {stack}", CHANGE_SET_DEADLINE_S, ChangeSetName=change_set_id)
    except WaiterError as error:
        said = error.last_response
        reason = str(said.get("StatusReason") or said.get("Error", {}).get("Message") or error)
        if any(each in reason for each in NOTHING_TO_CHANGE):
            return None
        raise _refused(stack, reason) from error
    pages = clients.cloudformation.get_paginator("describe_change_set").paginate(ChangeSetName=change_set_id)
    every = [change for page in pages for change in page["Changes"]]
    return ChangeSet(change_set_id, [each["ResourceChange"] for each in every if each["Type"] == "Resource"])


def _forget_if_never_made(clients: "Clients", stack: str) -> None:
    with absent():
        found = clients.cloudformation.describe_stacks(StackName=stack)["Stacks"]
        if found and found[0]["StackStatus"] == NOT_MADE:
            clients.cloudformation.delete_stack(StackName=stack)


def deploy(clients: "Clients", deployment: Deployment, deadline_s: float = DEADLINE_S) -> dict[str, Any]:
    """Create the stack, or change it to what is asked; as DescribeStacks shows it then. DeployError when that fails."""
    exists = described(clients, deployment.stack) is not None
    with change_set(clients, deployment, exists) as changes:
        if changes is not None:
            since = _events(clients, deployment.stack)
            clients.cloudformation.execute_change_set(ChangeSetName=changes.change_set_id)
            _await(clients, deployment.stack, "update" if exists else "create", since, deadline_s)
    found = described(clients, deployment.stack)
    if found is None:
        raise DeployError(
            f"stack {deployment.stack} is not there after its change set was carried out; see `make logs`"
        )
    return found


def remove(
    clients: "Clients", stack_id: str, name: str, retained: Sequence[str] = (), deadline_s: float = DEADLINE_S
) -> None:
    """Delete a stack as CloudFormation does it. DeployError names what it couldn't delete; harmless when it is gone.

    `retained` are logical ids of what a deletion before has failed at: the stack goes without them.
    """
    with absent():
        since = _events(clients, stack_id)
        clients.cloudformation.delete_stack(StackName=stack_id, RetainResources=list(retained))
        _await(clients, stack_id, "delete", since, deadline_s, name)


def _await(clients: "Clients", stack: str, what: str, since: int, deadline_s: float, name: str = "") -> None:
    from botocore.exceptions import WaiterError

    try:
        waiter = clients.cloudformation.get_waiter(f"stack_{what}_complete")
        waited(waiter, f"{what} of stack {name or stack}", deadline_s, StackName=stack)
    except WaiterError as error:
        if NOT_THERE in str(error):
            return
        raise DeployError(_failures(clients, stack, name or stack, what, since)) from error


def _events(clients: "Clients", stack: str) -> int:
    """How many events the stack has had."""
    return len(_every_event(clients, stack))


def _every_event(clients: "Clients", stack: str) -> list[dict[str, Any]]:
    """Oldest first; none of a stack that isn't there."""
    with absent():
        pages = clients.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack)
        return [each for page in pages for each in page["StackEvents"]][::-1]
    return []


def _failures(clients: "Clients", stack: str, name: str, what: str, since: int) -> str:
    events = _every_event(clients, stack)[since:]
    failed = [each for each in events if each["ResourceStatus"].endswith(FAILED)]
    lines = [
        f"  {each['ResourceType']} {each['LogicalResourceId']}: {each.get('ResourceStatusReason') or 'no reason given'}"
        for each in failed
        if each["LogicalResourceId"] != name or len(failed) == 1
    ]
    found = described(clients, stack)
    status = found["StackStatus"] if found else "gone"
    reason = (found or {}).get("StackStatusReason", "")
    told = "\n".join([*dict.fromkeys(lines)]) or f"  {reason or 'CloudFormation gives no reason; see `make logs`'}"
    return f"{what} of stack {name} failed, it is {status} now:\n{told}\n{NEXT[what]}"
