"""What CloudWatch's rules cost: ten metric filters on a busy log group, a hundred alarms at one evaluation."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from bootstrap.clients import Clients
from harness.bench.figures import Figure, in_ms
from harness.engines.own_processes import processes_of
from harness.probes.emulator import Emulator
from harness.run.clock import Stopwatch, stepped, utc_now

EVENTS, ROUNDS, FILTERS, ALARMS, ADVANCES = 1000, 5, 10, 100, 10


def filters(clients: Clients, folder: Path) -> Iterator[Figure]:
    """The emulator's CPU time for a thousand log events, one a call, with ten filters over without; in pairs."""
    process = emulator_process(folder)
    with log_group(clients, "/bench/plain") as plain, log_group(clients, "/bench/filtered") as filtered:
        for number in range(FILTERS):
            clients.logs.put_metric_filter(
                logGroupName=filtered,
                filterName=f"filter-{number}",
                filterPattern=f"{{ $.kind = kind{number} && $.size > 0 }}",
                metricTransformations=[
                    {"metricNamespace": "Bench", "metricName": f"n{number}", "metricValue": "$.size"}
                ],
            )
        extra = []
        for _ in range(ROUNDS):
            alone, loaded = (cpu_s(process, clients, group) for group in (plain, filtered))
            extra.append(100 * (loaded / alone - 1))
    yield Figure(f"extra CPU of {FILTERS} filters, {EVENTS} log events", tuple(extra), "%", 20.0)


def alarms(clients: Clients) -> Iterator[Figure]:
    """One step of the clock that evaluates a hundred alarms, over HTTP, less the same step without alarms."""
    emulator = Emulator(clients)
    with stepped(emulator, lambda _: ()):
        bare = sorted(advances(emulator))[ADVANCES // 2]
        with ExitStack() as made:
            for number in range(ALARMS):
                made.enter_context(alarm(clients, f"bench-{number}"))
            yield Figure(
                f"evaluation of {ALARMS} alarms", in_ms([each - bare for each in advances(emulator)]), "ms", 100.0
            )


def advances(emulator: Emulator) -> list[float]:
    """Real seconds of steps to the next evaluation."""
    taken = []
    for _ in range(ADVANCES):
        watch = Stopwatch()
        emulator.advance_to_next_evaluation()
        taken.append(watch.elapsed_s)
    return taken


@contextmanager
def alarm(clients: Clients, name: str) -> Iterator[None]:
    """An alarm on a metric of its own that has data."""
    clients.cloudwatch.put_metric_data(Namespace="Bench", MetricData=[{"MetricName": name, "Value": 1.0}])
    clients.cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="Bench",
        MetricName=name,
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=3,
        Threshold=20,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    try:
        yield
    finally:
        clients.cloudwatch.delete_alarms(AlarmNames=[name])


@contextmanager
def log_group(clients: Clients, name: str) -> Iterator[str]:
    """A log group with one stream, for the time of the block."""
    clients.logs.create_log_group(logGroupName=name)
    clients.logs.create_log_stream(logGroupName=name, logStreamName="s")
    try:
        yield name
    finally:
        clients.logs.delete_log_group(logGroupName=name)


def emulator_process(folder: Path) -> psutil.Process:
    """LocalStack's own process among those that work in the engine's folder."""
    return next(process for process in processes_of(folder) if "emulator.localstack" in process.cmdline())


def cpu_s(process: psutil.Process, clients: Clients, group: str) -> float:
    """The emulator's CPU seconds for the events, one PutLogEvents each; half of them match a filter."""
    before = process.cpu_times()
    for number in range(EVENTS):
        message = f'{{"kind": "kind{number % (2 * FILTERS)}", "size": {number + 1}}}'
        event = {"timestamp": now_ms(), "message": message}
        clients.logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=[event])  # type: ignore[list-item]
    after = process.cpu_times()
    return (after.user + after.system) - (before.user + before.system)


def now_ms() -> int:
    """The wall clock in epoch milliseconds, as log events carry it."""
    return int(utc_now().timestamp() * 1000)
