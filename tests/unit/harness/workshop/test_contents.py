"""A picture is told by how it begins, and found again by folder and name in other buckets."""

import pytest

from harness.workshop.contents import beside, kind_of


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", ""),
        (b"<svg onload=x>", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_told_by_how_it_begins(begins: bytes, kind: str) -> None:
    assert kind_of(begins) == kind


def test_what_became_of_a_picture_has_its_folder_and_name() -> None:
    keys = {
        "processed": ["processed/uploads/1/a.jpg", "processed/uploads/11/a.jpg"],
        "uploads": ["uploads/1/a.jpg", "uploads/2/a.jpg"],
    }
    assert beside("uploads/1/a.jpg", keys) == [
        ["uploads", "uploads/1/a.jpg"],
        ["processed", "processed/uploads/1/a.jpg"],
    ]
    assert beside("a.jpg", {"plots": ["a.jpg", "b.jpg"]}) == [["plots", "a.jpg"]]
