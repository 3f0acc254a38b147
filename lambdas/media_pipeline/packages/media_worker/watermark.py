"""“© Amodhbh Media”, bottom right: white letters on a dark halo, so that they read on light and on dark ground."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from media_worker.unprocessable import Unprocessable

LAYOUTS = (("© Amodhbh Media",), ("© Amodhbh", "Media"), ("©", "Amodhbh", "Media"))
"""On one line where there is room; narrow images get two or three."""

COMFORTABLE_PX = 9
"""The next layout is tried only when the font would have to be smaller than this."""

SMALLEST_PX = 5
"""Below this the letters are smudges."""

SCALE = 0.048
"""The font's size as a part of the side of a square of the image's area."""

WIDEST = 0.5
"""The part of the image's width that one line may take, where that leaves it comfortable."""

# Parts of the font's size.
MARGIN = 0.45
LINE = 1.0
HALO = 0.22

LETTERS_ALPHA = 245
OUTLINE_ALPHA = 170
HALO_ALPHA = 150
REFERENCE_PX = 100


@dataclass(frozen=True)
class Lettering:
    """Lines of text at a font size, in pixels."""

    lines: tuple[str, ...]
    font_px: int

    @property
    def margin_px(self) -> int:
        """What is kept free between the letters and the image's border; never less than the halo's reach."""
        return max(self.halo_px, round(self.font_px * MARGIN))

    @property
    def outline_px(self) -> int:
        """The width of the dark line around the letters."""
        return max(1, round(self.font_px / 16))

    @property
    def halo_px(self) -> int:
        """How far the halo reaches beyond the letters."""
        return max(2, round(self.font_px * HALO))


def mark(image: Image.Image) -> None:
    """Draw the watermark into an `L`, `RGB` or `RGBA` image. Raises Unprocessable where it doesn't fit."""
    lettering = fitting(image.width, image.height)
    stamp = stamped(lettering)
    # The halo may run into the margin; the letters stand off by it.
    free_px = lettering.margin_px - lettering.halo_px
    corner = (image.width - stamp.width - free_px, image.height - stamp.height - free_px)
    if image.mode == "RGBA":
        region = image.crop((*corner, corner[0] + stamp.width, corner[1] + stamp.height))
        image.paste(Image.alpha_composite(region, stamp), corner)
    else:
        image.paste(stamp.convert(image.mode), corner, stamp.getchannel("A"))


@lru_cache(maxsize=64)
def fitting(width: int, height: int) -> Lettering:
    """The lettering for an image of this size: in proportion, or as large as fits, on as few lines as stay readable."""
    line_width = text_size(Lettering(LAYOUTS[0], REFERENCE_PX))[0] / REFERENCE_PX
    wanted_px = max(COMFORTABLE_PX, round(min(SCALE * (width * height) ** 0.5, WIDEST * width / line_width)))
    found = [largest(lines, wanted_px, width, height) for lines in LAYOUTS]
    best = next((one for one in found if one.font_px >= COMFORTABLE_PX), max(found, key=lambda one: one.font_px))
    if best.font_px < SMALLEST_PX:
        raise Unprocessable(f"the image is too small for the watermark: {width} x {height} pixels")
    return best


def largest(lines: tuple[str, ...], wanted_px: int, width: int, height: int) -> Lettering:
    """The lines at the wanted size, or the largest below it at which they and the margins on both sides fit."""
    text_width, text_height = (side / REFERENCE_PX for side in text_size(Lettering(lines, REFERENCE_PX)))
    fitting_px = int(min(wanted_px, width / (text_width + 2 * MARGIN), height / (text_height + 2 * MARGIN)))
    # At small sizes a font's letters are wider than in proportion.
    while fitting_px >= SMALLEST_PX and not has_room(Lettering(lines, fitting_px), width, height):
        fitting_px -= 1
    return Lettering(lines, fitting_px)


def has_room(lettering: Lettering, width: int, height: int) -> bool:
    """Whether the letters and the margins on both sides fit."""
    text_width, text_height = text_size(lettering)
    return text_width + 2 * lettering.margin_px <= width and text_height + 2 * lettering.margin_px <= height


@lru_cache(maxsize=32)
def stamped(lettering: Lettering) -> Image.Image:
    """The lettering with its halo, as `RGBA`; the halo's reach is around it on every side."""
    reach = lettering.halo_px
    width, height = text_size(lettering)
    size = (width + 2 * reach, height + 2 * reach)
    halo = drawn(lettering, size, reach // 2).filter(ImageFilter.GaussianBlur(reach / 3))
    outline = drawn(lettering, size, lettering.outline_px)
    stamp = coloured(0, halo, HALO_ALPHA)
    stamp.alpha_composite(coloured(0, outline, OUTLINE_ALPHA))
    stamp.alpha_composite(coloured(255, drawn(lettering, size, 0), LETTERS_ALPHA))
    return stamp


def drawn(lettering: Lettering, size: tuple[int, int], stroke_px: int) -> Image.Image:
    """The letters, made fatter by `stroke_px` on every side, as an `L` mask with the halo's reach around them."""
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    type_face = font(lettering.font_px)
    base = size[1] - lettering.halo_px
    for number, line in enumerate(reversed(lettering.lines)):
        foot = (size[0] - lettering.halo_px, base - round(number * LINE * lettering.font_px))
        draw.text(foot, line, 255, type_face, anchor="rs", stroke_width=stroke_px)
    return mask


def coloured(shade: int, mask: Image.Image, alpha: int) -> Image.Image:
    """An `RGBA` image of one grey, as opaque as the mask says, at most `alpha`."""
    grey = Image.new("L", mask.size, shade)
    return Image.merge("RGBA", (grey, grey, grey, mask.point(lambda value: value * alpha // 255)))


@lru_cache(maxsize=128)
def text_size(lettering: Lettering) -> tuple[int, int]:
    """Width and height of the letters: from the top of the tallest to the line that the last line stands on."""
    boxes = [font(lettering.font_px).getbbox(line, anchor="rs") for line in lettering.lines]
    first_rise = -boxes[0][1]
    below = round((len(boxes) - 1) * LINE * lettering.font_px)
    return max(round(right - left) for left, _, right, _ in boxes), round(first_rise + below)


@lru_cache(maxsize=32)
def font(size_px: int) -> ImageFont.FreeTypeFont:
    """The font that comes with Pillow; it has “©”. Raises RuntimeError for a Pillow built without FreeType."""
    face = ImageFont.load_default(size_px)
    if not isinstance(face, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow has no FreeType; put one that has it into pillow-layer")
    return face
