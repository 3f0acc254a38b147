"""Jobs and objects in memory, where each call is one step: a scheduler may let others go first, a fault may strike."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from media_worker.delivery import Delivery
from media_worker.jobs import Standing
from media_worker.picture import Result
from media_worker.unprocessable import Unprocessable

PROCESSED = "amodhbh-media-processed"
Answer = TypeVar("Answer")


class Killed(BaseException):
    """The process is gone: nothing of it runs any more, not even its handlers of exceptions."""


@dataclass
class World:
    """What the calls of all workers share."""

    now_s: float = 1_000_000.0
    turn: Callable[[], None] = lambda: None
    faults: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def step(self, name: str, call: Callable[[], Answer]) -> Answer:
        """One call, which the next of `faults` may spoil: before its effect, or after it, when nobody hears of it."""
        self.turn()
        self.calls.append(name)
        fault = self.faults.pop(0) if self.faults else ""
        if fault.startswith("before"):
            raise spoiled(fault)
        answer = call()
        if fault.startswith("after"):
            raise spoiled(fault)
        return answer


def spoiled(fault: str) -> BaseException:
    return Killed() if fault.endswith("killed") else ConnectionError(fault)


@dataclass
class MemoryJobs:
    """The rules of the job's states, in Python; `items` holds each job as the table would."""

    world: World
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: list[tuple[str, str]] = field(default_factory=list)

    def take(self, delivery: Delivery, lease_s: float) -> Standing:
        return self.world.step("take", lambda: self._take(delivery, lease_s))

    def complete(self, delivery: Delivery, url: str) -> Standing:
        def allowed() -> bool:
            return bool(self.items.get(delivery.job_id, {"status": "COMPLETED"})["status"] != "COMPLETED")

        return self._change("complete", delivery, allowed, status="COMPLETED", processedUrl=url)

    def fail(self, delivery: Delivery, why: str, retries_spent: bool) -> Standing:
        spent = {"retriesSpent": True} if retries_spent else {}
        return self._change("fail", delivery, lambda: self._mine(delivery), status="FAILED", errorMessage=why, **spent)

    def release(self, delivery: Delivery) -> Standing:
        def call() -> Standing:
            if not self._mine(delivery):
                return self._standing(delivery)
            self.items[delivery.job_id]["lease"]["expiresAt"] = self.world.now_s
            return Standing.MINE

        return self.world.step("release", call)

    def _take(self, delivery: Delivery, lease_s: float) -> Standing:
        job = self.items.get(delivery.job_id, {})
        if not self._takeable(job, delivery):
            return self._standing(delivery)
        lease = {
            "attemptId": delivery.attempt_id,
            "expiresAt": self.world.now_s + lease_s,
            "messageId": delivery.message_id,
            "receiveCount": delivery.receive_count,
            "lastTry": delivery.last_try,
        }
        self._set(delivery, status="PROCESSING", lease=lease)
        return Standing.MINE

    def _takeable(self, job: dict[str, Any], delivery: Delivery) -> bool:
        status, lease = job.get("status"), job.get("lease", {})
        if status != "PROCESSING":
            return status == "PENDING" or (status == "FAILED" and "retriesSpent" in job)
        later = lease["messageId"] == delivery.message_id and lease["receiveCount"] < delivery.receive_count
        return later or bool(lease["expiresAt"] <= self.world.now_s)

    def _change(self, name: str, delivery: Delivery, allowed: Callable[[], bool], **attributes: Any) -> Standing:
        def call() -> Standing:
            if not allowed():
                return self._standing(delivery)
            self._set(delivery, **attributes)
            return Standing.MINE

        return self.world.step(name, call)

    def _set(self, delivery: Delivery, **attributes: Any) -> None:
        job = self.items[delivery.job_id]
        self.history.append((job["status"], attributes["status"]))
        for name in ("lease", "errorMessage", "retriesSpent"):
            job.pop(name, None)
        job.update(attributes)

    def _mine(self, delivery: Delivery) -> bool:
        lease = self.items.get(delivery.job_id, {}).get("lease", {})
        return bool(lease.get("attemptId") == delivery.attempt_id)

    def _standing(self, delivery: Delivery) -> Standing:
        job = self.items.get(delivery.job_id)
        if job is None:
            return Standing.UNKNOWN
        if job["status"] != "PROCESSING":
            return Standing.SETTLED
        if self._mine(delivery):
            return Standing.MINE
        return Standing.BUSY if job["lease"]["messageId"] == delivery.message_id else Standing.ELSEWHERE


@dataclass
class MemoryObjects:
    """One upload for all, and every result that was written, by key."""

    world: World
    upload: bytes = b"good"
    written: dict[str, list[bytes]] = field(default_factory=dict)

    def fetch(self, delivery: Delivery) -> bytes:
        assert delivery.key
        return self.world.step("fetch", lambda: self.upload)

    def store(self, delivery: Delivery, result: Result) -> str:
        def call() -> str:
            if delivery.result_key not in self.written:
                self.written[delivery.result_key] = [result.data]
            return f"s3://{PROCESSED}/{delivery.result_key}"

        return self.world.step("store", call)


def draw(data: bytes) -> Result:
    """Stands for the watermark: the upload `b"bad"` can't be processed."""
    if data == b"bad":
        raise Unprocessable("the image is truncated or damaged")
    return Result(b"marked " + data, "image/jpeg")


def delivery(message_id: str = "m", count: int = 1, attempt_id: str = "", job_id: str = "j") -> Delivery:
    """A delivery of a message of which the third is the last try."""
    attempt_id = attempt_id or f"{message_id}/{count}"
    return Delivery(
        job_id, f"uploads/{job_id}/a.jpg", "amodhbh-media-uploads", message_id, count, attempt_id, count >= 3
    )
