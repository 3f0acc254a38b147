"""A Picture → a file of its own format, with nothing of the source's metadata but the colour profile."""

from io import BytesIO
from typing import Any

from media_worker.picture import CONTENT_TYPES, Picture, Result

QUALITY = 90


def write(picture: Picture) -> Result:
    """Encode all frames, in the format the picture came in."""
    first, *others = picture.frames
    for frame in picture.frames:
        # Comments, EXIF, text and thumbnails would be written from here.
        frame.info.clear()
    buffer = BytesIO()
    first.save(buffer, picture.format, **options(picture), **animation(picture, others))
    return Result(buffer.getvalue(), CONTENT_TYPES[picture.format])


def options(picture: Picture) -> dict[str, Any]:
    """What the format's encoder is told."""
    found: dict[str, Any] = {"icc_profile": picture.icc_profile} if picture.icc_profile else {}
    if picture.format in ("JPEG", "WEBP"):
        found["quality"] = QUALITY
    if picture.format == "WEBP":
        found["lossless"] = picture.lossless
    return found


def animation(picture: Picture, others: list[Any]) -> dict[str, Any]:
    """How the frames follow one another; nothing for a still image."""
    if not others:
        return {}
    found: dict[str, Any] = {"save_all": True, "append_images": others, "duration": list(picture.durations_ms)}
    if picture.loop is not None:
        found["loop"] = picture.loop
    if picture.format == "GIF" and any(frame.mode == "RGBA" for frame in picture.frames):
        # Each frame starts from an empty ground, or what is transparent in it would show the one before.
        found["disposal"] = 2
    return found
