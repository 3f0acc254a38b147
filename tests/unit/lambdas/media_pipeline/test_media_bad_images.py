"""Whatever isn't an image that can be processed is told so, in a sentence for the person who uploaded it."""

from random import Random
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from media_worker.drawing import watermarked
from media_worker.unprocessable import Unprocessable
from tests.examples import examples
from tests.unit.lambdas.media_pipeline.pictures import animated, film, photo, png_of_size, stored

NO_IMAGE = "the file is not a JPEG, PNG, GIF or WebP image"
DAMAGED = "the image is truncated or damaged"


def refusal(data: bytes) -> str:
    with pytest.raises(Unprocessable) as caught:
        watermarked(data)
    return str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + bytes(100),
        bytes(1000),
        stored(photo(64, 64), "BMP"),
        stored(photo(64, 64), "TIFF"),
        stored(photo(64, 64), "PPM"),
        stored(photo(64, 64), "ICO"),
    ],
    ids=["empty", "text", "svg", "pdf", "zip", "zeros", "bmp", "tiff", "ppm", "ico"],
)
def test_what_is_no_image_of_ours(data: bytes) -> None:
    assert refusal(data) == NO_IMAGE


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_breaks_off(file_format: str, part: float) -> None:
    data = stored(photo(), file_format)
    assert refusal(data[: max(16, int(len(data) * part))]) == DAMAGED


@pytest.mark.parametrize("start", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x24\0\0\0WEBPVP8 "])
def test_rubbish_behind_a_signature(start: bytes) -> None:
    assert refusal(start + Random(3).randbytes(400)) in {DAMAGED, NO_IMAGE}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (png_of_size(100_000, 100_000), "the image has more than 80 million pixels"),
        (png_of_size(9_000, 9_000), "the image has more than 24 million pixels"),
        (png_of_size(2**31 - 1, 1), "the image has more than 80 million pixels"),
        (
            b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
            "the image has more than 80 million pixels",
        ),
        (stored(Image.new("L", (5000, 4900)), "JPEG", progressive=True), "the image has more than 24 million pixels"),
        (stored(Image.new("L", (10_000, 8_001)), "JPEG"), "the image has more than 80 million pixels"),
        (stored(Image.new("L", (4000, 3300)), "WEBP", method=0), "the image has more than 13 million pixels"),
    ],
    ids=["bomb", "png", "ribbon", "gif", "progressive jpeg", "jpeg", "webp"],
)
def test_what_would_not_fit_into_memory(data: bytes, why: str) -> None:
    assert refusal(data) == why


def test_an_animation_of_too_many_frames() -> None:
    images = [Image.new("L", (40, 40), number % 2 * 255) for number in range(501)]
    assert refusal(animated(images, "GIF")) == "the animation has more than 500 frames or 24 million pixels in all"
    assert watermarked(animated(images[:500], "GIF")).content_type == "image/gif"


def test_an_animation_of_too_many_pixels() -> None:
    images = [Image.new("1", (2000, 1500), number % 2) for number in range(9)]
    assert refusal(animated(images, "GIF")) == "the animation has more than 500 frames or 24 million pixels in all"


@pytest.mark.parametrize(("width", "height"), [(1, 1), (16, 16), (26, 26), (500, 7), (20, 500)])
def test_an_image_without_room_for_the_watermark(width: int, height: int) -> None:
    data = stored(photo(width, height), "PNG")
    assert refusal(data) == f"the image is too small for the watermark: {width} x {height} pixels"


def test_a_want_of_memory_is_not_the_images_fault() -> None:
    def exhausted(_image: Image.Image) -> NoReturn:
        raise MemoryError

    with pytest.raises(MemoryError):
        watermarked(stored(photo(), "PNG"), exhausted)


SEEDS = [stored(photo(60, 45), file_format) for file_format in ("JPEG", "PNG", "GIF", "WEBP")]
SEEDS += [animated(film(2, (60, 45)), file_format) for file_format in ("GIF", "PNG", "WEBP")]


@settings(max_examples=examples(2), deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8),
    end=st.integers(0, 10_000),
)
def test_any_damage_is_either_survived_or_told(seed: bytes, changes: list[tuple[int, int]], end: int) -> None:
    data = bytearray(seed)
    for place, value in changes:
        data[place % len(data)] = value
    try:
        result = watermarked(bytes(data[: end if end > len(data) // 2 else None]))
    except Unprocessable as refused:
        assert str(refused).startswith(("the image", "the file", "the animation"))  # noqa: PT017 - either is right
    else:
        assert result.data
