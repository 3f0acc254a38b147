"""One change of one object, as S3 told it.

Source: S3 user guide, "Event message structure" (notification-content-structure).
"""

from dataclasses import dataclass

SEQUENCER_WIDTH = 64
"""Hexadecimal digits every sequencer is padded to; S3's own are 16 to 20 long."""


@dataclass(frozen=True)
class ObjectChange:
    """An object was created, overwritten or removed.

    `sequencer` is padded (see `padded`), so two of the same object compare as strings. `size_bytes` is the object's
    size after the change: 0 when it was removed, because a delete event carries none. `event_time` is S3's, ISO 8601.
    """

    bucket_name: str
    object_name: str
    event_type: str
    sequencer: str
    size_bytes: int
    event_time: str

    @property
    def removes(self) -> bool:
        """True when the object is gone after it."""
        return is_removal(self.event_type)


def is_creation(event_type: str) -> bool:
    """True for `ObjectCreated:*`."""
    return event_type.startswith("ObjectCreated:")


def is_removal(event_type: str) -> bool:
    """True for `ObjectRemoved:*`."""
    return event_type.startswith("ObjectRemoved:")


def padded(sequencer: str) -> str:
    """The sequencer in a form that compares as text: AWS says to pad the shorter one with zeros **on the right**."""
    return sequencer.upper().ljust(SEQUENCER_WIDTH, "0")
