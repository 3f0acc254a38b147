"""What CloudFormation would change about the stacks of templates: its own change sets, made and thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bootstrap.context import ApplyContext
from bootstrap.model.resource import ExistingResource, Resource
from bootstrap.packaging.layers import Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.plan import Action, Plan
from bootstrap.registry import handler_of
from bootstrap.resources.cloudformation_stack import CloudFormationStack, CloudFormationStackHandler
from bootstrap.survey import at_home

if TYPE_CHECKING:
    from bootstrap.clients import Clients

Changes = dict[str, list[dict[str, Any]]]
"""By the stack's name, `ResourceChange`s as DescribeChangeSet has them."""


def template_changes(plan: Plan, clients: "Clients", interpreter: Interpreter) -> Changes:
    """The changes of each stack that the plan would create or update; DeployError when CloudFormation refuses one.

    What a change set needs and isn't there yet, such as the bucket that the template is read from, is there meanwhile.
    A stack that needs another which isn't there is left out: what that one exports isn't known.
    """
    context = ApplyContext(at_home(plan.stack, clients), Packager(interpreter))
    absent = {each.resource for each in plan.instructions if each.action is Action.CREATE}
    made: Changes = {}
    for each in plan.instructions:
        stack = each.resource
        if not isinstance(stack, CloudFormationStack) or each.action not in (Action.CREATE, Action.UPDATE):
            continue
        needed = [one for one in stack.dependencies() if one in absent]
        if not any(isinstance(one, CloudFormationStack) for one in needed):
            with meanwhile(context, needed):
                made[stack.name] = CloudFormationStackHandler().changes(context, stack)
    return made


@contextmanager
def meanwhile(context: ApplyContext, resources: list[Resource]) -> Iterator[None]:
    """These resources are there for the length of the block."""
    made: list[ExistingResource] = []
    try:
        for each in resources:
            made.append(handler_of(each.kind).create(context, each))
        yield
    finally:
        for existing in made:
            handler_of(existing.kind).delete(context.clients, existing)
