"""The watermark is there, reads “© Amodhbh Media”, stands in the bottom-right corner, and can be read on any ground.

Measured against the same image written without it, and against letters drawn apart; no bytes of any library's version.
"""

from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

from media_worker.drawing import watermarked
from media_worker.watermark import fitting, font, mark
from tests.unit.lambdas.media_pipeline.pictures import opened, photo, stored

TEXT = "© Amodhbh Media"
Ground = Callable[[int, int], Image.Image]
GROUNDS: dict[str, Ground] = {
    "white": lambda width, height: Image.new("RGB", (width, height), "white"),
    "black": lambda width, height: Image.new("RGB", (width, height), "black"),
    "grey": lambda width, height: Image.new("RGB", (width, height), (128, 128, 128)),
    "yellow": lambda width, height: Image.new("RGB", (width, height), (255, 240, 60)),
    "photo": photo,
    "noise": lambda width, height: Image.effect_noise((width, height), 100).convert("RGB"),
}


def untouched(_image: Image.Image) -> None:
    """Draws nothing."""


def pair(ground: Image.Image, file_format: str = "PNG") -> tuple[Image.Image, Image.Image]:
    """The image with the watermark and without it, each encoded and decoded."""
    data = stored(ground, file_format)
    return opened(watermarked(data).data).convert("RGB"), opened(watermarked(data, untouched).data).convert("RGB")


def changed(marked: Image.Image, clean: Image.Image, by: int = 0) -> tuple[int, int, int, int]:
    """The box of the pixels that differ by more than `by`."""
    box = ImageChops.difference(marked, clean).convert("L").point(lambda value: 255 * (value > by)).getbbox()
    assert box, "nothing was drawn"
    return box


def letters_on(black: Image.Image) -> Image.Image:
    """The letters alone, cut close, of a watermark on a black ground, where its halo can't be seen."""
    grey = black.convert("L")
    return grey.crop(grey.point(lambda value: 255 * (value > 100)).getbbox())


def written(text: str, size: tuple[int, int]) -> Image.Image:
    """The text as another hand draws it: large, cut close, then scaled."""
    type_face = ImageFont.load_default(200)
    image = Image.new("L", (4000, 400))
    ImageDraw.Draw(image).text((50, 50), text, 255, type_face)
    return image.crop(image.getbbox()).resize(size, Image.Resampling.LANCZOS)


def likeness(one: Image.Image, other: Image.Image) -> float:
    """The correlation of two greys of one size: 1 for the same shapes, about 0 for unrelated ones."""
    pixels = [image.tobytes() for image in (one, other)]
    means = [sum(each) / len(each) for each in pixels]
    pairs = [(a - means[0], b - means[1]) for a, b in zip(*pixels, strict=True)]
    spread = [sum(one[index] ** 2 for one in pairs) for index in (0, 1)]
    return float(sum(a * b for a, b in pairs) / (spread[0] * spread[1]) ** 0.5)


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (1200, 300), (200, 150)], ids=str)
def test_it_reads_amodhbh_media(size: tuple[int, int]) -> None:
    marked, _ = pair(Image.new("RGB", size, "black"))
    letters = letters_on(marked)
    assert likeness(letters, written(TEXT, letters.size)) > (0.8 if size[0] > 400 else 0.45)
    for other in ("© Somebody Else", "c Amodhbh Media", "© 2026 Example"):
        assert likeness(letters, written(other, letters.size)) < 0.25


def test_the_copyright_sign_is_one() -> None:
    marked, _ = pair(Image.new("RGB", (1600, 1200), "black"))
    letters = letters_on(marked)
    sign = letters.crop((0, 0, letters.height, letters.height))
    sign = sign.crop(sign.point(lambda value: 255 * (value > 100)).getbbox())
    missing = written("\N{DESERET CAPITAL LETTER LONG I}", sign.size)
    assert likeness(sign, written("©", sign.size)) > 0.8
    assert likeness(sign, missing) < 0.5, "not the box of a character that the font lacks"


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("size", [(640, 480), (480, 640), (800, 200), (100, 75), (64, 64), (120, 600)], ids=str)
def test_it_stands_bottom_right_and_nowhere_else(ground: str, size: tuple[int, int]) -> None:
    marked, clean = pair(GROUNDS[ground](*size))
    left, top, right, bottom = changed(marked, clean)
    font_px = fitting(*size).font_px
    assert size[0] - right <= font_px
    assert size[1] - bottom <= font_px
    assert right - left <= 10 * font_px
    assert bottom - top <= 4 * font_px
    if min(size) >= 100:
        assert left >= size[0] * 0.1
        assert top >= size[1] * 0.7


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("size", [(640, 480), (200, 150), (100, 75)], ids=str)
def test_it_can_be_read_on_any_ground(ground: str, size: tuple[int, int]) -> None:
    marked, _ = pair(GROUNDS[ground](*size))
    alone = Image.new("RGB", size, "black")
    mark(alone)
    letters = alone.convert("L").point(lambda value: 255 * (value > 190))
    edge = ImageChops.difference(letters.filter(ImageFilter.MaxFilter(3)), letters)
    inside, around = luminance(marked, letters), luminance(marked, edge)
    assert (inside + 0.05) / (around + 0.05) > 3, "the contrast that WCAG asks of large text"


def luminance(image: Image.Image, where: Image.Image) -> float:
    """The relative luminance (WCAG 2) of an image's mean where a mask is set."""
    linear = image.point([(value / 255) ** 2.2 * 255 for value in range(256)] * 3)
    red, green, blue = ImageStat.Stat(linear, where).mean
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


@pytest.mark.parametrize("file_format", ["JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("ground", ["white", "black", "photo"])
def test_compression_leaves_it_readable(file_format: str, ground: str) -> None:
    marked, clean = pair(GROUNDS[ground](640, 480), file_format)
    left, top, right, bottom = changed(marked, clean, by=60)
    assert left > 320
    assert top > 400
    letters = Image.new("RGB", (640, 480), "black")
    mark(letters)
    drawn = changed(letters, Image.new("RGB", (640, 480), "black"), by=60)
    assert max(abs(a - b) for a, b in zip((left, top, right, bottom), drawn, strict=True)) <= 12


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_every_mode_gets_the_same_letters(mode: str) -> None:
    image, reference = photo(mode=mode), photo(mode="RGB")
    mark(image)
    mark(reference)
    difference = ImageChops.difference(image.convert("L"), reference.convert("L"))
    assert not difference.point(lambda value: 255 * (value > 6)).getbbox()


@pytest.mark.parametrize("width", [*range(27, 130), 200, 333, 640, 1000, 6000])
def test_its_letters_never_touch_the_border(width: int) -> None:
    for height in (width, width * 3 // 2, width * 2):
        image = Image.new("L", (width, height))
        mark(image)
        left, top, right, bottom = image.point(lambda value: 255 * (value > 60)).getbbox() or (0, 0, 0, 0)
        assert left >= 1
        assert top >= 1
        assert right <= width - 1
        assert bottom <= height - 1


def test_it_grows_with_the_image_and_breaks_into_lines_on_a_narrow_one() -> None:
    assert [fitting(side, side).font_px for side in (300, 1000, 4000)] == [14, 48, 192]
    assert [len(fitting(width, 400).lines) for width in (400, 80, 60)] == [1, 2, 3]


def test_the_font_is_pillows_own_and_scalable() -> None:
    assert font(40).getlength(TEXT) == pytest.approx(2 * font(20).getlength(TEXT), rel=0.05)
