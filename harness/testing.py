"""What other projects may import of the harness: for their tests, and for systems of their own. The rest may move.

`docs/testing.md` explains every name. Stacks are declared with what `bootstrap` exports.
"""

from bootstrap.clients import Clients
from harness.checks.any_system import every_wait_was_met, nothing_is_left_in_the_queues
from harness.checks.windows import Window, window_numbered, windows_of
from harness.diagnosis.link import Chain, Flow, Link, LinkState
from harness.pages import Page
from harness.plots.curve import Curve
from harness.plots.windows import draw_windows
from harness.probes.alarm import AlarmProbe, Transition
from harness.probes.bucket import BucketProbe
from harness.probes.function_logs import FunctionLogs
from harness.probes.http import HttpAnswer, http_get, http_send
from harness.probes.invocation import Answer, invoke
from harness.probes.metric import MetricProbe
from harness.probes.queue import Depth, depth
from harness.pytest_support.record import TestRecord
from harness.pytest_support.running import AppliedStack, RunningEmulator, StackLeft
from harness.pytest_support.scenario import ScenarioNotPassed, ScenarioRun
from harness.pytest_support.waiting import Wait
from harness.run.clock import Clock
from harness.run.context import RunContext
from harness.run.runner import Outcome
from harness.run.store import SavedRun
from harness.run.system import Scenario, System
from harness.run.timeline import Entry, Kind, Timeline
from harness.run.verdict import CannotJudge, Finding, Verdict, hold, need
from harness.run.window_watch import WindowWatch, observe_alarm
from harness.waits.budget import Seconds, Windows
from harness.waits.condition import Condition, Seen
from harness.waits.conditions import AlarmIs, Done, LogShows, ObjectGone, QueueHolds, QueuesDrained, WindowStarts
from harness.waits.functions import FunctionUpdated, LogTells
from harness.waits.predicate import Predicate
from harness.waits.services import Invoked, ItemIs, MetricIs, ObjectExists
from harness.waits.waiter import WaitGaveUp

__all__ = [
    "AlarmIs",
    "AlarmProbe",
    "Answer",
    "AppliedStack",
    "BucketProbe",
    "CannotJudge",
    "Chain",
    "Clients",
    "Clock",
    "Condition",
    "Curve",
    "Depth",
    "Done",
    "Entry",
    "Finding",
    "Flow",
    "FunctionLogs",
    "FunctionUpdated",
    "HttpAnswer",
    "Invoked",
    "ItemIs",
    "Kind",
    "Link",
    "LinkState",
    "LogShows",
    "LogTells",
    "MetricIs",
    "MetricProbe",
    "ObjectExists",
    "ObjectGone",
    "Outcome",
    "Page",
    "Predicate",
    "QueueHolds",
    "QueuesDrained",
    "RunContext",
    "RunningEmulator",
    "SavedRun",
    "Scenario",
    "ScenarioNotPassed",
    "ScenarioRun",
    "Seconds",
    "Seen",
    "StackLeft",
    "System",
    "TestRecord",
    "Timeline",
    "Transition",
    "Verdict",
    "Wait",
    "WaitGaveUp",
    "Window",
    "WindowStarts",
    "WindowWatch",
    "Windows",
    "depth",
    "draw_windows",
    "every_wait_was_met",
    "hold",
    "http_get",
    "http_send",
    "invoke",
    "need",
    "nothing_is_left_in_the_queues",
    "observe_alarm",
    "window_numbered",
    "windows_of",
]
