"""The judgement of `billing-alarms`: three thresholds, three notifications, each once and in order."""

from itertools import pairwise
from typing import cast

from harness.run.timeline import Kind, Timeline
from harness.run.verdict import CannotJudge, hold, need

ADVISED = {
    "Namespace": "AWS/Billing",
    "MetricName": "EstimatedCharges",
    "Dimensions": [{"Name": "Currency", "Value": "USD"}],
    "Statistic": "Maximum",
    "Period": 21600,
    "ComparisonOperator": "GreaterThanThreshold",
}
"""What the console makes by the user guide's steps ("Create a billing alarm to monitor your estimated AWS charges")."""
THRESHOLDS_USD = [5, 25, 50]


def readings_of(timeline: Timeline) -> list[float]:
    """The charges that were published, in dollars; CannotJudge when there are none."""
    found = [cast(float, entry.facts["usd"]) for entry in timeline.named("reading")]
    if not found:
        raise CannotJudge("the timeline has no reading; the run ended before the first")
    return found


def notified(timeline: Timeline) -> list[tuple[float, float]]:
    """Threshold of each notification, and the reading it came after, in dollars and in the order of arrival."""
    usd, found = 0.0, []
    for entry in timeline:
        if entry.name == "reading":
            usd = cast(float, entry.facts["usd"])
        elif entry.name == "notification":
            found.append((cast(float, entry.facts["threshold"]), usd))
    return found


def the_alarms_are_as_aws_advises(timeline: Timeline) -> str:
    """Metric, dimension, statistic, period and comparison are those of AWS's own billing alarms."""
    settings = cast(dict[str, dict[str, object]], need(timeline, "settings"))
    for name, rule in settings.items():
        differs = {key: rule.get(key) for key, value in ADVISED.items() if rule.get(key) != value}
        hold(not differs, f"{name} has {differs}, AWS's has { ({key: ADVISED[key] for key in differs}) }")
    thresholds = sorted(cast(float, rule["Threshold"]) for rule in settings.values())
    hold(thresholds == THRESHOLDS_USD, f"the thresholds are {thresholds}")
    return f"{len(settings)} alarms on the maximum of EstimatedCharges in USD over 6 hours, in us-east-1"


def each_alarm_fired_exactly_once(timeline: Timeline) -> str:
    """The history of each alarm has one transition to ALARM and one action, and each was notified of once."""
    left = need(timeline, "at the end")["in the queue"]
    alarms = timeline.named("alarm")
    hold(len(alarms) == len(THRESHOLDS_USD), f"{len(alarms)} alarms were looked at")
    for entry in alarms:
        rises = [text for text in cast(list[str], entry.facts["transitions"]) if text.endswith("-> ALARM")]
        hold(len(rises) == 1, f"{entry.facts['alarm']} went to ALARM {len(rises)} times: {entry.facts['transitions']}")
        hold(entry.facts["actions"] == 1, f"{entry.facts['alarm']} carried out {entry.facts['actions']} actions")
    told = sorted(threshold for threshold, _ in notified(timeline))
    hold(told == THRESHOLDS_USD, f"notified of {told}")
    hold(left == 0, f"the queue held {left} more at the end")
    return "one transition, one action and one notification each"


def they_fired_in_order(timeline: Timeline) -> str:
    """5, then 25, then 50 dollars."""
    readings_of(timeline)
    told = [threshold for threshold, _ in notified(timeline)]
    hold(bool(told), "nothing was notified of")
    hold(all(before < after for before, after in pairwise(told)), f"the order was {told}")
    return " then ".join(f"{threshold:g}" for threshold in told) + " dollars"


def each_fired_at_the_first_reading_above_it(timeline: Timeline) -> str:
    """No alarm waited for a later reading, and none came before its own."""
    readings, told = readings_of(timeline), []
    for threshold, usd in notified(timeline):
        first = next((each for each in readings if each > threshold), None)
        hold(usd == first, f"{threshold:g} was notified of at {usd:g}; the first reading above it is {first}")
        told.append(f"{threshold:g} at {usd:g}")
    hold(bool(told), "nothing was notified of")
    return ", ".join(told)


def staying_above_fired_nothing(timeline: Timeline) -> str:
    """There were readings above a threshold that had fired already, and no second notification came of them."""
    readings, told = readings_of(timeline), notified(timeline)
    again = sum(sum(usd > threshold for usd in readings) - 1 for threshold, _ in told)
    hold(again > 0, "no reading stayed above a threshold; nothing was proved")
    hold(len(told) == len({threshold for threshold, _ in told}), f"notified twice: {told}")
    return f"{again} times a reading was above a threshold that had fired; actions fire on transitions only"


def a_new_month_arms_them_again(timeline: Timeline) -> str:
    """The charges begin at nothing again, and when that window is over all are OK."""
    readings = readings_of(timeline)
    hold(readings[-1] < min(THRESHOLDS_USD) < max(readings), f"the readings end with {readings[-1]}")
    windows = timeline.named("window")
    if len(windows) < len(readings):
        raise CannotJudge(f"{len(windows)} windows for {len(readings)} readings; the run ended early")
    states = cast(dict[str, str], windows[-1].facts["states"])
    hold(set(states.values()) == {"OK"}, f"at the end: {states}")
    return f"after {readings[-1]:g} dollars in a window of its own all are OK"


def mail_waits_for_its_reader(timeline: Timeline) -> str:
    """The topic has the e-mail address as declared, not confirmed, and a queue that gets everything."""
    found = cast(dict[str, bool], need(timeline, "subscriptions"))
    hold(found == {"email": False, "sqs": True}, f"subscribed, and whether confirmed: {found}")
    waits = [entry for entry in timeline if entry.kind is Kind.WAIT]
    hold(all(entry.facts.get("met") for entry in waits), "a notification did not arrive")
    return "the address is subscribed and not confirmed; the queue got every notification"


BILLING_ALARMS_CHECKS = (
    the_alarms_are_as_aws_advises,
    each_alarm_fired_exactly_once,
    they_fired_in_order,
    each_fired_at_the_first_reading_above_it,
    staying_above_fired_nothing,
    a_new_month_arms_them_again,
    mail_waits_for_its_reader,
)
