"""The images that the media scenarios upload: landscapes drawn here, the same for the same number on every machine."""

from collections.abc import Iterator
from io import BytesIO
from math import sin
from random import Random

from PIL import Image, ImageDraw

QUALITY = 88
HUES = (8, 16, 22, 130, 142, 154, 190, 215, 235)
"""Of skies; 256 is the whole circle."""
HILLS = 4
STEPS = 48
"""Corners of a hill's line."""


def landscape(number: int, width: int = 320, height: int = 240) -> Image.Image:
    """Sky, sun and hills; another number is another place and time of day."""
    random = Random(number)  # noqa: S311 - not a secret
    hue = random.choice(HUES)
    sky = Image.linear_gradient("L").resize((width, height))
    # The colours are those of HSV: the hue of the hour, paler and lighter towards the horizon.
    layers = (Image.new("L", sky.size, hue), sky.point(lambda y: 150 - y // 2), sky.point(lambda y: 130 + y // 3))
    image = Image.merge("HSV", layers).convert("RGB")
    draw = ImageDraw.Draw(image)
    x, y, radius = random.uniform(0.2, 0.8) * width, random.uniform(0.2, 0.45) * height, min(width, height) / 12
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 240, 205))
    for hill in range(HILLS):
        shade = 120 - 24 * hill
        draw.polygon(list(_hill(random, hill, width, height)), fill=(shade // 2, shade, shade * 2 // 3))
    return image


def _hill(random: Random, hill: int, width: int, height: int) -> Iterator[tuple[float, float]]:
    """The corners of a hill, from bottom left to bottom right."""
    top, wave, swing = 0.5 + 0.13 * hill, random.uniform(3, 9), random.uniform(0, 6)
    yield 0, height
    for step in range(STEPS + 1):
        part = step / STEPS
        yield part * width, height * (top + 0.06 * sin(wave * part + swing) + 0.02 * sin(4 * wave * part))
    yield width, height


def photo(number: int, width: int = 320, height: int = 240) -> bytes:
    """A landscape as a JPEG file."""
    buffer = BytesIO()
    landscape(number, width, height).save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
