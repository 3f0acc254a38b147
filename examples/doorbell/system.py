"""Lab: a doorbell. Who rings three times within a minute raises an alarm; quiet takes it back.

A ring is a message in a queue. A function logs it, a metric filter makes a metric of the log, and an alarm watches the
metric's sum over a minute. Rings in two different minutes raise nothing: a sum looks at one window at a time.

What to try. Ring twice in one window and once in the next. Let the alarm treat missing data as `ignore`, and see that
quiet never takes it back.
"""

from pathlib import Path
from typing import cast

from bootstrap import (
    Alarm,
    EventSourceMapping,
    Folder,
    Function,
    LogGroup,
    MetricFilter,
    Policy,
    Queue,
    Ref,
    Role,
    Scope,
    Stack,
    StackOptions,
    Statement,
)
from harness.testing import (
    AlarmIs,
    AlarmProbe,
    MetricProbe,
    QueuesDrained,
    RunContext,
    System,
    Timeline,
    WindowWatch,
    depth,
    every_wait_was_met,
    hold,
    need,
    nothing_is_left_in_the_queues,
    observe_alarm,
)

FUNCTIONS = Path(__file__).parent / "functions"
QUEUE, FUNCTION, ALARM = "doorbell", "doorbell-ring", "doorbell-too-often"
NAMESPACE, METRIC, TOO_OFTEN = "Doorbell", "Rings", 3
QUIET_WINDOWS = 4
"""An alarm looks a little further back than its one period, so that a single quiet window needn't be enough."""


def doorbell(options: StackOptions) -> Stack:
    """A queue of rings, the function that logs them, their metric, and the alarm; in us-east-1."""
    scope = Scope(options.account_id, "us-east-1", options.tags("doorbell"))
    queue = Queue(scope, QUEUE, visibility_timeout_s=60)
    group = LogGroup.of_function(scope, FUNCTION, options.retention_days)
    consumes = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
    logs = ("logs:CreateLogStream", "logs:PutLogEvents")
    rights = Policy((Statement(consumes, (queue.arn,)), Statement(logs, (f"{group.arn}:*",))))
    role = Role(scope, f"{FUNCTION}-role", policies=(("Ring", rights),))
    function = Function(scope, FUNCTION, Folder(FUNCTIONS / "ring"), role, group, timeout_s=10)
    rings = MetricFilter(scope, "rings", group, "{ $.rings > 0 }", "$.rings", NAMESPACE, METRIC)
    alarm = Alarm(
        scope, ALARM, NAMESPACE, METRIC, "Sum", TOO_OFTEN, options.period_s, missing_data="notBreaching"
    )  # fmt: skip
    declared = (EventSourceMapping(scope, "rings", queue, function), rings, alarm)
    return Stack("doorbell", scope, declared, outputs=(("queue_url", Ref(queue, "url")),))


SYSTEM = System("doorbell", doorbell)


def three_rings_raised_the_alarm_once(timeline: Timeline) -> str:
    """The alarm's history has one transition to ALARM, and one back."""
    transitions = cast(list[str], need(timeline, "alarm")["transitions"])
    hold(transitions[-2:] == ["OK -> ALARM", "ALARM -> OK"], f"the transitions were {transitions}")
    return " then ".join(transitions)


@SYSTEM.scenario(
    "doorbell", checks=(every_wait_was_met, three_rings_raised_the_alarm_once, nothing_is_left_in_the_queues)
)
def rings(context: RunContext) -> None:
    """Three rings within a window raise the alarm, and quiet windows take it back."""
    watch = WindowWatch.from_a_fresh_window(
        context,
        {"rings": MetricProbe(context.clients, NAMESPACE, METRIC, "Sum")},
        {"alarm": AlarmProbe(context.clients, ALARM)},
    )
    watch.pass_one()
    for number in range(1, TOO_OFTEN + 1):
        with context.act("ring", number=number):
            context.clients.sqs.send_message(QueueUrl=context.outputs["queue_url"], MessageBody="1")
    context.wait(QueuesDrained(context.clients, (QUEUE,)))
    watch.pass_one()
    context.wait(AlarmIs(watch.alarms["alarm"], "OK"), context.windows(QUIET_WINDOWS))
    observe_alarm(context, watch.alarms["alarm"])
    context.observe("queues", depths={QUEUE: depth(context.clients, QUEUE).total})
