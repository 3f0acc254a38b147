"""Pictures drawn for the tests, the same every time, and the files they are kept in."""

import struct
import zlib
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageDraw


def photo(width: int = 320, height: int = 240, mode: str = "RGB") -> Image.Image:
    """A picture in which no two corners look alike: red and blue run across and down, green shapes lie on it."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", (across, Image.new("L", (width, height), 60), down))
    draw = ImageDraw.Draw(image)
    dice = Random(7)
    for _ in range(12):
        left, top, size = dice.randrange(width), dice.randrange(height), max(2, width // 12)
        draw.ellipse((left, top, left + size, top + size), fill=(40, dice.randrange(256), 90))
    return image.convert(mode)


def see_through(width: int = 320, height: int = 240) -> Image.Image:
    """A photo that fades out to the left."""
    image = photo(width, height, "RGBA")
    image.putalpha(Image.linear_gradient("L").rotate(90).resize((width, height)))
    return image


def stored(image: Image.Image, file_format: str, **options: Any) -> bytes:
    """The file."""
    buffer = BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    """The picture in a file, decoded."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def frames(data: bytes) -> list[Image.Image]:
    """Every frame of a file, as RGBA."""
    image = Image.open(BytesIO(data))
    found = []
    for index in range(getattr(image, "n_frames", 1)):
        image.seek(index)
        found.append(image.convert("RGBA"))
    return found


def durations(data: bytes) -> list[int]:
    """How long each frame of a file is shown, in milliseconds."""
    image = Image.open(BytesIO(data))
    found = []
    for index in range(getattr(image, "n_frames", 1)):
        image.seek(index)
        image.load()
        found.append(round(image.info["duration"]))
    return found


def film(count: int = 3, size: tuple[int, int] = (200, 150)) -> list[Image.Image]:
    """Frames in which a bright square moves to the right."""
    made = [photo(*size) for _ in range(count)]
    for number, frame in enumerate(made):
        ImageDraw.Draw(frame).rectangle((number * 20, 10, number * 20 + 15, 25), fill=(255, 255, 0))
    return made


def animated(images: list[Image.Image], file_format: str, **options: Any) -> bytes:
    """A file with all the images as frames."""
    return stored(images[0], file_format, save_all=True, append_images=images[1:], **options)


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header promises that size, and which has next to no data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
