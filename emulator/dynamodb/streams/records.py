"""What a change of an item leaves in a stream. Pure.

Sources: API reference "Record" and "StreamRecord"; developer guide, "Change data capture for DynamoDB Streams" (a write
that changes nothing writes no record) and "DynamoDB Streams and Time to Live" (`userIdentity`).
"""

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from emulator.dynamodb.capacity import Item, item_bytes

VIEWS = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
BY_SERVICE = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}
"""Who removes an item whose time to live has passed."""
Record = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One item before and after; None where there is none. `expired` when its time to live removed it."""

    before: Item | None
    after: Item | None
    expired: bool = False

    @property
    def name(self) -> str | None:
        """INSERT, MODIFY or REMOVE; None when nothing changed."""
        if self.before == self.after:
            return None
        if self.before is None:
            return "INSERT"
        return "REMOVE" if self.after is None else "MODIFY"

    @property
    def item(self) -> Item:
        """The item that is there, or was."""
        return self.after if self.after is not None else self.before or {}


@dataclass(frozen=True)
class Origin:
    """The stream that a record is of, as far as the record tells it."""

    arn: str
    keys: tuple[str, ...]
    """The names of the table's key attributes."""
    view: str

    @property
    def region(self) -> str:
        """The table's."""
        return self.arn.split(":")[3]


def record_of(change: Change, origin: Origin, sequence_number: int, time_s: float) -> Record:
    """A record as GetRecords answers it."""
    images: dict[str, Item] = {"Keys": {name: change.item[name] for name in origin.keys}}
    if change.after is not None and origin.view in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES"):
        images["NewImage"] = change.after
    if change.before is not None and origin.view in ("OLD_IMAGE", "NEW_AND_OLD_IMAGES"):
        images["OldImage"] = change.before
    record: Record = {
        "eventID": uuid5(NAMESPACE_URL, f"{origin.arn}/{sequence_number}").hex,
        "eventName": change.name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": origin.region,
        "dynamodb": {
            "ApproximateCreationDateTime": int(time_s),
            **images,
            "SequenceNumber": str(sequence_number),
            "SizeBytes": sum(item_bytes(image) for image in images.values()),
            "StreamViewType": origin.view,
        },
    }
    return {**record, "userIdentity": BY_SERVICE} if change.expired else record
