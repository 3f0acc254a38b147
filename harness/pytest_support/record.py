"""What a test saw, kept in a folder of its own when it fails: the timeline, the chain, and every log."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.observed import observed
from harness.diagnosis.of_wiring import chain_through
from harness.diagnosis.sight import Sight
from harness.probes.emulator import Emulator
from harness.probes.function_logs import FunctionLogs
from harness.pytest_support.running import AppliedStack
from harness.run.clock import utc_now
from harness.run.store import Store
from harness.run.timeline import Timeline
from harness.waits.waiter import WaitGaveUp

LOG_LINES = 5000
LONGEST_NAME = 80


@dataclass
class TestRecord:
    """One test: its timeline, its stack if it has one, and the folder once something is kept."""

    __test__ = False  # pytest would take it for a test

    test: str
    store: Store
    log_tail: Callable[[int], str]
    keep_always: bool = False
    timeline: Timeline = field(default_factory=Timeline)
    stack: AppliedStack | None = None
    clients: Clients | None = None
    """Of the test's account: what it made there itself is diagnosed where no stack is."""
    folders: list[Path] = field(default_factory=list)
    """Of this test and of the scenarios it ran."""

    def keep(self, error: BaseException | None) -> str:
        """Write it all down while the stack stands; what a person wants to read at once: the chain, if it wasn't told.

        A wait that gave up has the chain in its message already.
        """
        folder = self.store.new(re.sub(r"[^\w.-]+", "-", self.test)[:LONGEST_NAME].strip("-"), utc_now())
        self.folders.append(folder)
        (folder / "timeline.jsonl").write_text(self.timeline.dumps())
        logs = folder / "logs"
        logs.mkdir()
        (logs / "localstack.log").write_text(self.log_tail(LOG_LINES) + "\n")
        if self.stack is not None:
            functions = observed(self.stack.stack, self.stack.clients).functions
            self._keep_logs(self.stack.clients, functions, logs)
            chain = self.stack.chain(Emulator(self.stack.clients).now_s()).diagnose().text()
        elif self.clients is not None:
            sight = Sight(self.clients)
            self._keep_logs(self.clients, sight.wiring.names("lambda"), logs)
            chain = chain_through(sight.wiring, sight).diagnose().text()
        else:
            return ""
        if chain:
            (folder / "chain.txt").write_text(chain + "\n")
        return "" if isinstance(error, WaitGaveUp) else chain

    def _keep_logs(self, clients: Clients, functions: Iterable[str], folder: Path) -> None:
        for function in functions:
            lines = FunctionLogs(clients, function).lines()
            (folder / f"{function}.log").write_text("".join(f"{text}\n" for _, text in lines))


def tell(item: pytest.Item, report: pytest.TestReport, record: TestRecord, error: BaseException | None) -> None:
    """Keep what a failing test saw, and say in its report where; nothing that goes wrong here hides the failure.

    A JUnit file takes its properties from the test's last report: they are noted with the test.
    """
    if report.when == "teardown" or not (report.failed or (record.keep_always and report.when == "call")):
        return
    try:
        chain = record.keep(error)
    except Exception as problem:
        chain = f"not everything could be kept: {problem!r}"
    if chain and report.failed:
        report.sections.append(("emulator: the chain", chain))
    report.sections.append(("emulator: kept in", "\n".join(map(str, record.folders))))
    item.user_properties += [("emulator_run", str(folder)) for folder in record.folders]
