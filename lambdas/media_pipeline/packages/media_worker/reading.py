"""A file's bytes → a Picture: what is refused, and what is made plain (orientation, colours, depth, palettes).

The bounds keep the worker within 512 MB whatever it is given; they are checked on what the header says, before pixels
are decoded, and again at every frame.
"""

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from PIL import WebPImagePlugin as _  # noqa: F401 - to find this one, Image.open would import every plugin there is

from media_worker.colours import plain, profile_for
from media_worker.picture import CONTENT_TYPES, Picture
from media_worker.unprocessable import Unprocessable

MAX_PIXELS = {"JPEG": 24_000_000, "PNG": 24_000_000, "GIF": 24_000_000, "WEBP": 13_000_000}
"""At once in memory, all frames together. WebP takes the most besides: its coder works on copies."""

MAX_JPEG_PIXELS = 80_000_000
"""A JPEG may have more than its MAX_PIXELS: it is then decoded at half its width and height."""

MAX_FRAMES = 500

SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How an image is turned upright, for each EXIF orientation that isn't upright."""


def read(data: bytes) -> Picture:
    """Decode a JPEG, PNG, GIF or WebP file. Raises Unprocessable; whatever else Pillow raises means damage as well."""
    image = opened(data)
    frames, durations_ms = zip(*decoded(image), strict=True)
    return Picture(
        format=format_of(image),
        frames=frames,
        durations_ms=durations_ms,
        loop=image.info.get("loop"),
        icc_profile=profile_for(frames[0].mode, image.info.get("icc_profile")),
        lossless=data[12:16] == b"VP8L",
    )


def opened(data: bytes) -> Image.Image:
    """The image with its header read, of a size that may be decoded."""
    try:
        image = Image.open(BytesIO(data), formats=tuple(CONTENT_TYPES))
    except UnidentifiedImageError:
        if data.startswith(SIGNATURES):
            raise
        raise Unprocessable("the file is not a JPEG, PNG, GIF or WebP image") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large(MAX_JPEG_PIXELS) from None
    fit_into_memory(image)
    return image


def format_of(image: Image.Image) -> str:
    """The format under Pillow's name; a JPEG with further pictures behind the first (MPO) is a JPEG."""
    return "JPEG" if image.format == "MPO" else str(image.format)


def fit_into_memory(image: Image.Image) -> None:
    """Refuse an image of too many pixels; have a JPEG decoded smaller where that helps.

    A progressive JPEG doesn't shrink that way: its decoder holds every coefficient of the full size.
    """
    pixels, limit = image.width * image.height, MAX_PIXELS[format_of(image)]
    if pixels <= limit:
        return
    if format_of(image) != "JPEG" or image.info.get("progressive"):
        raise too_large(limit)
    if pixels > MAX_JPEG_PIXELS:
        raise too_large(MAX_JPEG_PIXELS)
    image.draft(image.mode, (image.width // 2, image.height // 2))


def too_large(limit: int) -> Unprocessable:
    """The refusal of an image with more than `limit` pixels."""
    return Unprocessable(f"the image has more than {limit // 1_000_000} million pixels")


def decoded(image: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    """Each frame, upright and plain, with its duration in milliseconds."""
    pixels, limit = 0, MAX_PIXELS[format_of(image)]
    animated = image.format != "MPO" and getattr(image, "is_animated", False)
    # An APNG may begin with a picture for readers that know no animations; it isn't one of the frames.
    first = 1 if getattr(image, "default_image", False) else 0
    for index in range(first, first + (MAX_FRAMES + 1 if animated else 1)):
        try:
            image.seek(index)
        except EOFError:
            return
        pixels += image.width * image.height
        if pixels > limit or index == first + MAX_FRAMES:
            raise Unprocessable(
                f"the animation has more than {MAX_FRAMES} frames or {limit // 1_000_000} million pixels in all"
            )
        image.load()
        frame = upright(plain(image), orientation(image))
        yield image.copy() if animated and frame is image else frame, round(image.info.get("duration", 0))


def orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 (upright) when there is none; EXIF data beyond reading doesn't spoil an image."""
    with suppress(Exception):
        return int(image.getexif().get(ORIENTATION, 1))
    return 1


def upright(image: Image.Image, turn: int) -> Image.Image:
    """The image as it is meant to be seen."""
    return image.transpose(TURNS[turn]) if turn in TURNS else image
