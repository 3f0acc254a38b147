"""What a stack is observed by while it runs: functions, alarms, the metrics between them, grants kept in reserve."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.cloudformation_stack import CloudFormationStack
from bootstrap.resources.function import Function
from bootstrap.resources.metric_filter import MetricFilter
from bootstrap.resources.role import Role
from bootstrap.templates.deploying import resources_of
from bootstrap.templates.template import declared

if TYPE_CHECKING:
    from bootstrap.clients import Clients


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


@dataclass(frozen=True)
class Observed:
    """Under which names a stack that stands is observed; `names` are those of all its resources, and its namespaces."""

    functions: tuple[str, ...]
    alarms: tuple[str, ...]
    namespaces: tuple[str, ...]
    names: frozenset[str]


def observed(stack: Stack, clients: "Clients") -> Observed:
    """The names that the stack declares, and those under which CloudFormation has made what is in its templates."""
    functions, alarms = set(functions_of(stack)), set(alarms_of(stack))
    namespaces, names = set(metric_namespaces_of(stack)), {each.name for each in stack.resources}
    for kind, name in _made(stack, clients):
        names.add(name)
        if kind == Function.kind:
            functions.add(name)
        elif kind == Alarm.kind:
            alarms.add(name)
            namespaces |= {each.get("Namespace", "") for each in _alarm(clients, name)}
        elif kind == MetricFilter.kind:
            namespaces |= _published_by(clients, name)
    own = {name for name in namespaces if name and (not name.startswith("AWS/") or name in stack.driven_namespaces)}
    return Observed(tuple(sorted(functions)), tuple(sorted(alarms)), tuple(sorted(own)), frozenset(names | own))


def _made(stack: Stack, clients: "Clients") -> Iterator[tuple[str, str]]:
    """Kind and name of all that CloudFormation has made for the stack; the name is the end of an ARN or a URL."""
    for each in stack.of_type(CloudFormationStack):
        for resource in resources_of(clients, each.name):
            yield resource["ResourceType"], re.split("[:/]", resource["PhysicalResourceId"])[-1]


def _alarm(clients: "Clients", name: str) -> list[Any]:
    return list(clients.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"])


def _published_by(clients: "Clients", metric_filter: str) -> set[str]:
    pages = clients.logs.get_paginator("describe_metric_filters").paginate()
    found = [each for page in pages for each in page["metricFilters"] if each.get("filterName") == metric_filter]
    return {change["metricNamespace"] for each in found for change in each.get("metricTransformations", [])}


def thresholds_of(stack: Stack) -> list[float]:
    """What the stack's alarms compare with, those of its templates included, each once, lowest first."""
    named: set[float] = {each.threshold for each in stack.of_type(Alarm)}
    for each in stack.of_type(CloudFormationStack):
        for _, properties in declared(each.template.document(), Alarm.kind):
            with suppress(KeyError, TypeError, ValueError):
                named.add(float(properties["Threshold"]))
    return sorted(named)
