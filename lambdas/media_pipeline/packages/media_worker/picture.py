"""A decoded image, ready to be drawn on, and a finished file."""

from dataclasses import dataclass

from PIL import Image

CONTENT_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
"""What is read, under Pillow's names, and written again as the same."""


@dataclass(frozen=True)
class Picture:
    """Frames of one size, each `L`, `RGB` or `RGBA` and complete in itself; a still image has one.

    `loop` is how often an animation runs, 0 for ever, None for once where the format has no number for it.
    """

    format: str
    frames: tuple[Image.Image, ...]
    durations_ms: tuple[int, ...]
    loop: int | None
    icc_profile: bytes | None
    lossless: bool


@dataclass(frozen=True)
class Result:
    """A finished image file."""

    data: bytes
    content_type: str
