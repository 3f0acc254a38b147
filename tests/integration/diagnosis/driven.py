"""The two systems as they stand, declared here or by a template, driven by one event at a time, and settled again."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bootstrap import from_template
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.stack import Stack
from bootstrap.stacks import StackOptions
from bootstrap.stacks.s3_cleanup import ALARM, BUCKET
from harness.diagnosis.link import Diagnosis
from harness.diagnosis.of_wiring import chain_of_account
from harness.probes.alarm import AlarmProbe
from harness.probes.bucket import BucketProbe
from harness.probes.emulator import Emulator
from harness.probes.http import http_get
from harness.run.clock import Deadline
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.user import MediaUser, Refused
from harness.wiring.account import wiring_of
from tests.accounts import apart
from tests.integration.teardown.standing import Standing, declared, stand

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
PATIENCE_S, PAUSE_S = 45.0, 0.3
VISIBILITY_S = "2"
"""So that a message is soon tried again, and soon a dead letter."""


@dataclass
class Driven(ABC):
    """A system that stands in an account of its own, whose clock is stepped and whose IAM is enforced."""

    standing: Standing
    url: str
    """Where its API answers."""
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        emulator = Emulator(self.standing.clients)
        emulator.iam("enforce")
        emulator.step()
        for read in self._queues():
            self.standing.clients.sqs.set_queue_attributes(
                QueueUrl=read["QueueUrl"], Attributes={"VisibilityTimeout": VISIBILITY_S}
            )

    @abstractmethod
    def event(self) -> None:
        """Send one event in, as a user does; what is refused is part of what is looked at."""

    @abstractmethod
    def go_on(self) -> None:
        """Let what the event began go on."""

    @abstractmethod
    def is_done(self) -> bool:
        """Whether the event went through."""

    def calm(self) -> None:  # noqa: B027 - most systems need nothing of it
        """Bring it where an event finds it as the first one did."""

    def diagnosis(self) -> Diagnosis:
        """Of all that stands in the account: no declaration is known."""
        return chain_of_account(self.standing.clients).diagnose()

    def until(self, good: Callable[[Diagnosis], bool]) -> Diagnosis:
        """The first diagnosis that is good, or the last when none is in time."""
        deadline = Deadline.after(PATIENCE_S)
        while True:
            found = self.diagnosis()
            if good(found) or deadline.passed:
                return found
            deadline.nap(PAUSE_S)
            self.go_on()

    def settle(self) -> Diagnosis:
        """An event goes through, and no link is stuck; what others left in queues is taken out first."""
        self._take_out()
        self.calm()
        self.event()
        deadline = Deadline.after(PATIENCE_S)
        while not self.is_done() and not deadline.passed:  # one or two requests; a diagnosis makes a hundred
            deadline.nap(PAUSE_S)
            self.go_on()
        return self.until(lambda found: found.stuck is None and self.is_done())

    def _take_out(self) -> None:
        sqs = self.standing.clients.sqs
        deadline = Deadline.after(PATIENCE_S)
        while any(self._held(read) for read in self._queues()) and not deadline.passed:
            for read in self._queues():
                if "RedrivePolicy" in read:
                    continue
                for message in sqs.receive_message(QueueUrl=read["QueueUrl"], MaxNumberOfMessages=10).get(
                    "Messages", []
                ):
                    sqs.delete_message(QueueUrl=read["QueueUrl"], ReceiptHandle=message["ReceiptHandle"])
            deadline.nap(PAUSE_S)

    def _queues(self) -> list[dict[str, str]]:
        wiring = wiring_of(self.standing.clients)
        return [dict(read) for node, read in wiring.nodes.items() if node.service == "sqs"]

    def _held(self, read: dict[str, str]) -> bool:
        parts = ("", "NotVisible", "Delayed")
        return any(int(read[f"ApproximateNumberOfMessages{each}"]) for each in parts)


@dataclass
class Cleanup(Driven):
    """An object that is over the threshold: it is to be counted, to set off the alarm, and to be removed."""

    key: str = ""

    def event(self) -> None:
        self.key = f"{next(self.numbers)}.txt"
        self.standing.clients.s3.put_object(Bucket=BUCKET, Key=self.key, Body=b"x" * 30)
        http_get(self.url)

    def calm(self) -> None:
        """What is in the bucket may never have been counted: it goes, and what little comes then calms the alarm."""
        clients, deadline = self.standing.clients, Deadline.after(PATIENCE_S)
        for key in BucketProbe(clients, BUCKET).objects():
            clients.s3.delete_object(Bucket=BUCKET, Key=key)
        while True:
            self._tell_the_total()
            if AlarmProbe(clients, ALARM).state() == "OK" or deadline.passed:
                return
            deadline.nap(PAUSE_S)
            self.go_on()

    def _tell_the_total(self) -> None:
        """A window keeps its maximum, and one without data changes nothing: each new one needs a datapoint."""
        self.standing.clients.s3.put_object(Bucket=BUCKET, Key="small.txt", Body=b"x")

    def go_on(self) -> None:
        Emulator(self.standing.clients).advance_to_next_evaluation()
        if self.key not in BucketProbe(self.standing.clients, BUCKET).objects():
            self._tell_the_total()

    def is_done(self) -> bool:
        clients = self.standing.clients
        return AlarmProbe(clients, ALARM).state() == "OK" and self.key not in BucketProbe(clients, BUCKET).objects()


@dataclass
class Media(Driven):
    """An image that is to be watermarked, and its job asked for."""

    job_id: str = ""
    status: bytes = b""

    def event(self) -> None:
        user = MediaUser(self.url)
        try:
            ticket = user.upload("photo.jpg", photo(next(self.numbers)))
            self.job_id = ticket.job_id
        except Refused:
            self.job_id = "none"
        self.go_on()

    def go_on(self) -> None:
        user = MediaUser(self.url)
        self.status = user.job(self.job_id).body

    def is_done(self) -> bool:
        return b"COMPLETED" in self.status


@dataclass(frozen=True)
class Subject:
    """A system of which links are broken; `address` is the output that says where its API answers."""

    driven: type[Driven]
    address: str
    name: str = ""
    template: Path | None = None

    def stood(self, clients: Clients) -> Driven:
        """The system, standing and settled in the account of these clients."""
        standing = stand(self._declared(clients), clients)
        system = self.driven(standing, standing.outputs[self.address])
        found = system.settle()
        assert found.stuck is None, found.text()
        return system

    def tear_down(self, system: Driven) -> int:
        """The exit code of `harness teardown` on it."""
        if self.template is None:
            return system.standing.tear_down()
        return system.standing.tear_down("--template", str(self.template))

    def _declared(self, clients: Clients) -> Stack:
        if self.template is None:
            return declared(self.name, clients)
        return from_template(self.template)(StackOptions(account_id=clients.account_id))


SUBJECTS = {
    "s3-cleanup": Subject(Cleanup, "plot_url", "s3-cleanup"),
    "s3-cleanup-cdk": Subject(Cleanup, "PlotUrl", template=EXAMPLES / "s3-cleanup-cdk" / "cdk.out"),
    "media-pipeline": Subject(Media, "api_url", "media-pipeline"),
    "media-pipeline-sam": Subject(Media, "ApiUrl", template=EXAMPLES / "media-pipeline-sam" / "template.yaml"),
}


@dataclass
class OneStanding:
    """The system that stands for all tests of it in a row.

    It goes when another one is asked for, and when a test that failed has left a link of it stuck.
    """

    endpoint: Endpoint
    _name: str = ""
    _driven: Driven | None = None

    def of(self, name: str) -> Driven:
        """The system of that name, settled, in an account of its own."""
        if self._driven is None or self._name != name or self._driven.diagnosis().stuck:
            self.close()
            self._name, self._driven = name, SUBJECTS[name].stood(self._clients(name))
        return self._driven

    def close(self) -> None:
        """Take it down; nothing may be left of it."""
        driven, self._driven = self._driven, None
        if driven is not None:
            with closing(driven.standing.clients):
                assert SUBJECTS[self._name].tear_down(driven) == 0

    def _clients(self, name: str) -> Clients:
        return apart(self.endpoint, f"7{list(SUBJECTS).index(name):011d}")
