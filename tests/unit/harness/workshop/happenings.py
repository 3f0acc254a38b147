"""A small system of the tests' own, and what happens in it."""

from itertools import count
from typing import Any

from harness.wiring.model import Edge, Kind, Node, Wiring

BUCKET, TOPIC, QUEUE, DEAD = Node("s3", "files"), Node("sns", "changes"), Node("sqs", "jobs"), Node("sqs", "jobs-dlq")
WORKER, TABLE, CLEANER = Node("lambda", "worker"), Node("dynamodb", "totals"), Node("lambda", "cleaner")
LOG, METRIC, ALARM = Node("logs", "/aws/lambda/worker"), Node("metric", "App/Size"), Node("alarm", "too-big")
EDGES = (
    Edge(Kind.NOTIFICATION, BUCKET, TOPIC),
    Edge(Kind.SUBSCRIPTION, TOPIC, QUEUE),
    Edge(Kind.REDRIVE, QUEUE, DEAD),
    Edge(Kind.MAPPING, QUEUE, WORKER),
    Edge(Kind.ACCESS, WORKER, TABLE),
    Edge(Kind.METRIC_FILTER, LOG, METRIC),
    Edge(Kind.WATCH, METRIC, ALARM),
    Edge(Kind.ACTION, ALARM, CLEANER),
    Edge(Kind.ACCESS, CLEANER, BUCKET),
)
WIRING = Wiring({node: {} for node in (BUCKET, TOPIC, QUEUE, DEAD, WORKER, TABLE, METRIC, ALARM, CLEANER)}, EDGES)


class Happenings:
    """Numbers and times of what happens, one after the other."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def one(self, node: Node, what: str, *marks: str, by: str = "service", **more: Any) -> dict[str, Any]:
        number = next(self._numbers)
        told = {"refused": False, "detail": "", "at_s": 100.0 + number, "cloudwatch_s": 60.0, **more}
        return {
            "number": number, "service": node.service, "on": node.name, "what": what, "marks": list(marks), "by": by,
            "region": "us-east-1", **told,
        }  # fmt: skip

    def upload(self, key: str, ident: str) -> list[dict[str, Any]]:
        """One object on its way until the worker has answered."""
        mark, sent, taken, asked = f"key {key}", f"id n-{ident}", f"id m-{ident}", f"request {ident}"
        return [
            self.one(BUCKET, "PutObject", mark, by="client"),
            self.one(TOPIC, "Publish", sent, mark),
            self.one(QUEUE, "SendMessage", mark, sent, taken),
            self.one(QUEUE, "ReceiveMessage", taken, mark, sent),
            self.one(WORKER, "began", asked, mark, taken, sent, by="worker"),
            self.one(TABLE, "PutItem", by="worker"),
            self.one(WORKER, "ended", asked, mark, taken, sent, by="worker"),
            self.one(METRIC, "datapoint", detail="46"),
        ]

    def clean(self, key: str) -> list[dict[str, Any]]:
        """The alarm fires, and the cleaner deletes."""
        return [
            self.one(ALARM, "ALARM", detail="Threshold Crossed"),
            self.one(CLEANER, "began", "request c", by="cleaner"),
            self.one(BUCKET, "DeleteObject", f"key {key}", by="cleaner"),
            self.one(CLEANER, "ended", "request c", by="cleaner"),
        ]
