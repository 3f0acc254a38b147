"""S3's event notifications as AWS sends them: ordered by a sequencer, with keys encoded as a form and times in UTC.

LocalStack gives every event the same constant sequencer, so that a consumer can't tell which of two events of a key
came later; it encodes a space in a key as %20 and writes the local time as if it were UTC.
"""


def install() -> None:
    """Attach the corrections to LocalStack's key stores and notifications."""
    from emulator.s3 import events

    events.install()
