"""The chain of the lab `missing-data`: one metric, four alarms beside each other."""

from bootstrap.clients import Clients
from bootstrap.stacks.missing_data import METRIC, NAMESPACE, SETTINGS, alarm_name
from harness.chain.alarm import MetricToAlarm
from harness.chain.link import Chain


def missing_data_chain(clients: Clients, now_s: float) -> Chain:  # noqa: ARG001 - alarms say what they saw themselves
    """The metric to each of its alarms."""
    return Chain(*(MetricToAlarm(clients, alarm_name(setting), NAMESPACE, METRIC) for setting in SETTINGS))
