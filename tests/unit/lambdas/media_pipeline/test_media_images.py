"""What becomes of each kind of image: format, size, colours, transparency, orientation, frames, metadata."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat
from PIL.PngImagePlugin import PngInfo

from media_worker.drawing import watermarked
from tests.unit.lambdas.media_pipeline.pictures import (
    animated,
    durations,
    film,
    frames,
    opened,
    photo,
    see_through,
    stored,
)

STILLS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "jpeg": (lambda: stored(photo(), "JPEG", quality=95), "JPEG", "RGB"),
    "progressive jpeg": (lambda: stored(photo(), "JPEG", quality=95, progressive=True), "JPEG", "RGB"),
    "grey jpeg": (lambda: stored(photo(mode="L"), "JPEG", quality=95), "JPEG", "L"),
    "cmyk jpeg": (lambda: stored(photo(mode="CMYK"), "JPEG", quality=95), "JPEG", "RGB"),
    "cmyk jpeg, broken profile": (
        lambda: stored(photo(mode="CMYK"), "JPEG", quality=95, icc_profile=b"\0" * 200),
        "JPEG",
        "RGB",
    ),
    "jpeg with a second picture": (
        lambda: stored(photo(), "MPO", save_all=True, append_images=[photo(32, 32)], quality=95),
        "JPEG",
        "RGB",
    ),
    "png": (lambda: stored(photo(), "PNG"), "PNG", "RGB"),
    "png with transparency": (lambda: stored(see_through(), "PNG"), "PNG", "RGBA"),
    "grey png": (lambda: stored(photo(mode="L"), "PNG"), "PNG", "L"),
    "grey png with transparency": (lambda: stored(see_through().convert("LA"), "PNG"), "PNG", "RGBA"),
    "grey png with one transparent grey": (lambda: stored(photo(mode="L"), "PNG", transparency=0), "PNG", "RGBA"),
    "palette png": (lambda: stored(photo().quantize(200), "PNG"), "PNG", "RGB"),
    "palette png with transparency": (lambda: stored(see_through().quantize(200), "PNG"), "PNG", "RGBA"),
    "black and white png": (lambda: stored(photo(mode="1"), "PNG"), "PNG", "L"),
    "16-bit grey png": (
        lambda: stored(photo(mode="L").convert("I").point(lambda value: value * 257).convert("I;16"), "PNG"),
        "PNG",
        "L",
    ),
    "gif": (lambda: stored(photo(), "GIF"), "GIF", "P"),
    "webp": (lambda: stored(photo(), "WEBP", quality=95), "WEBP", "RGB"),
    "lossless webp": (lambda: stored(photo(), "WEBP", lossless=True), "WEBP", "RGB"),
    "webp with transparency": (lambda: stored(see_through(), "WEBP", quality=95), "WEBP", "RGBA"),
}


@pytest.mark.parametrize("name", STILLS)
def test_an_image_keeps_its_format_size_and_look(name: str) -> None:
    make, file_format, mode = STILLS[name]
    data = make()
    result = watermarked(data)
    image, source = opened(result.data), opened(data)
    assert (image.format, image.mode, image.size) == (file_format, mode, source.size)
    assert result.content_type == {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif"}.get(
        file_format, "image/webp"
    )
    seen, meant = as_seen(image), as_seen(source)
    assert difference(seen, meant, (0, 0, 320, 160)) < 3, "the rest of the image"
    assert difference(seen, meant, (180, 215, 320, 240)) > 15, "the corner with the watermark"


def as_seen(image: Image.Image) -> Image.Image:
    """The picture as it looks on a grey page."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    page = Image.new("RGBA", image.size, (128, 128, 128, 255))
    page.alpha_composite(image.convert("RGBA"))
    return page.convert("RGB")


def difference(one: Image.Image, other: Image.Image, box: tuple[int, int, int, int]) -> float:
    """How far two pictures differ inside a box, mean of all channels."""
    stat = ImageStat.Stat(ImageChops.difference(one.crop(box), other.crop(box)))
    return sum(stat.mean) / len(stat.mean)


def test_what_is_transparent_stays_so() -> None:
    image = opened(watermarked(stored(see_through(), "PNG")).data)
    alpha, meant = image.getchannel("A"), see_through().getchannel("A")
    assert ImageChops.difference(alpha, meant).crop((0, 0, 320, 160)).getbbox() is None
    clear = opened(watermarked(stored(Image.new("RGBA", (320, 240)), "PNG")).data)
    left, top, right, bottom = clear.getchannel("A").getbbox() or (0, 0, 0, 0)
    assert left > 160
    assert top > 200
    assert sum(clear.getchannel("A").histogram()[240:]), "the watermark itself can be seen"
    assert (right, bottom) <= (320, 240)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_an_image_is_turned_upright_before_it_is_marked(file_format: str, orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = photo().transpose(turns[orientation]) if orientation in turns else photo()
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = opened(watermarked(stored(held, file_format, exif=exif, quality=95)).data)
    assert image.size == (320, 240)
    assert difference(image.convert("RGB"), photo(), (0, 0, 320, 160)) < 5
    assert not image.getexif()


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_ignored(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert opened(watermarked(stored(photo(), "JPEG", exif=exif)).data).size == (320, 240)


def test_damaged_exif_does_not_spoil_an_image() -> None:
    data = stored(photo(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert opened(watermarked(data).data).size == (320, 240)


def test_sixteen_bits_become_eight_in_proportion() -> None:
    ramp = Image.linear_gradient("L").convert("I").point(lambda value: value * 257).convert("I;16")
    image = opened(watermarked(stored(ramp, "PNG")).data)
    assert [image.getpixel((0, y)) for y in (0, 1, 100, 128, 255)] == [0, 1, 100, 128, 255]


@pytest.mark.parametrize(
    ("file_format", "options"),
    [("GIF", {"loop": 0}), ("GIF", {"loop": 3}), ("WEBP", {"loop": 2}), ("PNG", {"loop": 4})],
)
def test_an_animation_keeps_its_frames_and_each_is_marked(file_format: str, options: dict[str, int]) -> None:
    images, shown_ms = film(), [70, 300, 110]
    data = animated(images, file_format, duration=shown_ms, **options)
    result = watermarked(data).data
    assert durations(result) == shown_ms
    assert opened(result).info["loop"] == options["loop"]
    for marked, meant in zip(frames(result), images, strict=True):
        assert difference(marked.convert("RGB"), meant, (0, 0, 200, 80)) < 8
        assert difference(marked.convert("RGB"), meant, (90, 130, 200, 150)) > 20


def test_an_animation_that_plays_once_still_does() -> None:
    data = animated(film(), "GIF", duration=100)
    assert "loop" not in opened(watermarked(data).data).info


def test_the_stand_in_of_an_animated_png_is_not_one_of_its_frames() -> None:
    stand_in = Image.new("RGB", (200, 150), "white")
    data = animated([stand_in, *film()], "PNG", duration=[70, 300, 110], default_image=True)
    result = watermarked(data).data
    assert durations(result) == [70, 300, 110]
    assert difference(frames(result)[0].convert("RGB"), film()[0], (0, 0, 200, 80)) < 1


def test_a_transparent_animation_shows_no_frame_through_the_next() -> None:
    images = []
    for left in (10, 60, 110):
        frame = Image.new("RGBA", (200, 150))
        frame.paste((255, 0, 0, 255), (left, 20, left + 20, 40))
        images.append(frame)
    data = animated(images, "GIF", duration=100, loop=0, disposal=2)
    for marked, left in zip(frames(watermarked(data).data), (10, 60, 110), strict=True):
        assert marked.getchannel("A").crop((0, 0, 200, 100)).getbbox() == (left, 20, left + 20, 40)


def test_a_lossless_webp_stays_lossless() -> None:
    result = watermarked(stored(photo(), "WEBP", lossless=True)).data
    assert ImageChops.difference(opened(result).convert("RGB"), photo()).crop((0, 0, 320, 160)).getbbox() is None


def test_nothing_of_the_metadata_gets_through() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-DESCRIPTION"
    exif.get_ifd(0x8825)[29] = "SECRET-GPS"
    text = PngInfo()
    text.add_text("Comment", "SECRET-TEXT")
    files = [
        stored(photo(), "JPEG", exif=exif, comment=b"SECRET-COMMENT", xmp=b"<x>SECRET-XMP</x>"),
        stored(photo(), "PNG", exif=exif, pnginfo=text),
        stored(photo(), "GIF", comment=b"SECRET-COMMENT"),
        stored(photo(), "WEBP", exif=exif, xmp=b"<x>SECRET-XMP</x>"),
        animated(film(), "WEBP", exif=exif, xmp=b"<x>SECRET-XMP</x>"),
        animated(film(), "GIF", comment=b"SECRET-COMMENT"),
    ]
    for data in files:
        assert b"SECRET" in data
        assert b"SECRET" not in watermarked(data).data


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_colour_profile_is_kept_where_it_still_holds(file_format: str) -> None:
    profile: bytes = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()  # type: ignore[no-untyped-call]
    image = opened(watermarked(stored(photo(), file_format, icc_profile=profile)).data)
    assert image.info["icc_profile"] == profile
    grey = opened(watermarked(stored(photo(mode="L"), "PNG", icc_profile=profile)).data)
    assert "icc_profile" not in grey.info, "RGB's profile says nothing of greys"


def test_a_very_large_jpeg_is_delivered_at_half_its_size() -> None:
    data = stored(Image.new("L", (6001, 4801), 90), "JPEG")
    assert opened(watermarked(data).data).size == (3001, 2401)


def test_the_same_file_gives_the_same_bytes() -> None:
    data = stored(photo(), "JPEG")
    assert watermarked(data) == watermarked(data)
