"""“© Amodhbh Media”, bottom right: white with a dark outline, so that it reads on light and on dark ground."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from media_worker.unprocessable import Unprocessable

LAYOUTS = ("© Amodhbh Media", "© Amodhbh\nMedia", "©\nAmodhbh\nMedia")
"""On one line where there is room; narrow images get two or three."""

COMFORTABLE_PX = 10
"""The next layout is tried only when the font would have to be smaller than this."""

SMALLEST_PX = 6
"""Below this the letters run together."""

SCALE = 0.045
"""The font's size as a part of the side of a square of the image's area."""

REFERENCE_PX = 100
MARGIN_EM = 0.5
FILL_ALPHA = 242
OUTLINE_ALPHA = 150


@dataclass(frozen=True)
class Lettering:
    """A layout at a font size, in pixels."""

    text: str
    font_px: int

    @property
    def outline_px(self) -> int:
        """The outline's width."""
        return max(1, round(self.font_px / 16))


def mark(image: Image.Image) -> None:
    """Draw the watermark into an `L`, `RGB` or `RGBA` image. Raises Unprocessable where it doesn't fit."""
    lettering = fitting(image.width, image.height)
    stamp = stamped(lettering)
    margin_px = round(lettering.font_px * MARGIN_EM)
    corner = (image.width - stamp.width - margin_px, image.height - stamp.height - margin_px)
    if image.mode == "RGBA":
        image.alpha_composite(stamp, corner)
    else:
        image.paste(stamp.convert(image.mode), corner, stamp.getchannel("A"))


def fitting(width: int, height: int) -> Lettering:
    """The lettering for an image of this size: in proportion, or as large as fits, on as few lines as stay readable."""
    wanted_px = max(COMFORTABLE_PX, round(SCALE * (width * height) ** 0.5))
    found = [Lettering(text, min(wanted_px, largest_px(text, width, height))) for text in LAYOUTS]
    best = next((one for one in found if one.font_px >= COMFORTABLE_PX), max(found, key=lambda one: one.font_px))
    if best.font_px < SMALLEST_PX:
        raise Unprocessable(f"the image is too small for the watermark: {width} x {height} pixels")
    return best


def largest_px(text: str, width: int, height: int) -> int:
    """The largest font size at which the text, its outline and the margins on both sides fit."""
    text_width, text_height = reference_size(text)
    surplus = 2 * MARGIN_EM + 2 / 16
    by_width = width / (text_width / REFERENCE_PX + surplus)
    by_height = height / (text_height / REFERENCE_PX + surplus)
    return int(min(by_width, by_height))


@lru_cache(maxsize=len(LAYOUTS))
def reference_size(text: str) -> tuple[float, float]:
    """Width and height of the text at REFERENCE_PX."""
    left, top, right, bottom = box(Lettering(text, REFERENCE_PX), outline_px=0)
    return right - left, bottom - top


@lru_cache(maxsize=32)
def stamped(lettering: Lettering) -> Image.Image:
    """The lettering alone, cut close, as `RGBA`."""
    left, top, right, bottom = box(lettering, lettering.outline_px)
    size = (int(right - left), int(bottom - top))
    outline, letters = (Image.new("L", size) for _ in range(2))
    for layer, stroke_width, alpha in ((outline, lettering.outline_px, OUTLINE_ALPHA), (letters, 0, FILL_ALPHA)):
        ImageDraw.Draw(layer).multiline_text(
            (-left, -top), lettering.text, alpha, font(lettering.font_px), align="right", stroke_width=stroke_width
        )
    stamp = Image.merge("RGBA", [Image.new("L", size)] * 3 + [outline])
    white = Image.new("L", size, 255)
    stamp.alpha_composite(Image.merge("RGBA", [white] * 3 + [letters]))
    return stamp


def box(lettering: Lettering, outline_px: int) -> tuple[float, float, float, float]:
    """Where the lettering has ink, around the point it is drawn at."""
    ruler = ImageDraw.Draw(Image.new("L", (1, 1)))
    return ruler.multiline_textbbox(
        (0, 0), lettering.text, font(lettering.font_px), align="right", stroke_width=outline_px
    )


@lru_cache(maxsize=32)
def font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that comes with Pillow; it has “©”."""
    return ImageFont.load_default(size_px)
