"""What a stack is observed by while it runs: functions, alarms, the metrics between them, grants kept in reserve."""

from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.function import Function
from bootstrap.resources.metric_filter import MetricFilter
from bootstrap.resources.role import Role


def functions_of(stack: Stack) -> list[str]:
    """The names of its functions, sorted."""
    return [function.name for function in stack.of_type(Function)]


def alarms_of(stack: Stack) -> list[str]:
    """The names of its alarms, sorted."""
    return [alarm.name for alarm in stack.of_type(Alarm)]


def metric_namespaces_of(stack: Stack) -> list[str]:
    """The namespaces its metric filters publish to and its alarms watch, sorted.

    Of those that AWS itself publishes to, only the stack's `driven_namespaces`: nobody else measures them here.
    """
    named = {each.namespace for each in stack.of_type(MetricFilter)}
    named |= {each.namespace for each in stack.of_type(Alarm)}
    return sorted(name for name in named if not name.startswith("AWS/") or name in stack.driven_namespaces)


def reserved_in(stack: Stack) -> dict[tuple[str, str], str]:
    """What its roles may leave unused, as (role's name, action), each with the reason."""
    return {
        (role.name, action): reason
        for role in stack.of_type(Role)
        for _, policy in role.policies
        for statement in policy.statements
        for action, reason in statement.reserved
    }
