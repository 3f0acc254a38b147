"""Is the watermark there? Two pictures are compared, not their bytes: a JPEG that is written again differs a little."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops, ImageStat

CORNER_WIDTH, CORNER_HEIGHT = 0.6, 0.15
"""The part of the image, at the bottom right, in which the watermark stands."""
VISIBLE = 3.0
"""Mean difference of the corner, of 255, from which on somebody sees it."""
STAND_OUT = 4.0
"""How many times as much as elsewhere the corner must have changed."""
UNTOUCHED = 3.0
"""Mean difference up to which the rest counts as the same picture."""


@dataclass(frozen=True)
class Comparison:
    """How two pictures differ: mean difference of the bottom-right corner and of the rest, each of 255."""

    same_size: bool
    corner: float = 0.0
    elsewhere: float = 0.0

    @property
    def marked(self) -> bool:
        """Something was drawn into the corner, and nothing anywhere else."""
        stands_out = self.corner >= VISIBLE and self.corner >= STAND_OUT * self.elsewhere
        return self.same_size and stands_out and self.elsewhere <= UNTOUCHED


def compare(before: bytes, after: bytes) -> Comparison:
    """Compare two image files; OSError when one of them isn't an image."""
    first, second = _opened(before), _opened(after)
    if first.size != second.size:
        return Comparison(same_size=False)
    difference = ImageChops.difference(first, second).convert("L")
    width, height = difference.size
    corner = (round(width * (1 - CORNER_WIDTH)), round(height * (1 - CORNER_HEIGHT)), width, height)
    inside = ImageStat.Stat(difference.crop(corner))
    mask = Image.new("L", difference.size, 255)
    mask.paste(0, corner)
    outside = ImageStat.Stat(difference, mask)
    return Comparison(True, round(inside.mean[0], 2), round(outside.mean[0], 2))


def _opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")
