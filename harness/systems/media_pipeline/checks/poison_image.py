"""What must hold when some of the uploaded images can't be processed."""

from harness.run.timeline import Timeline
from harness.run.verdict import hold
from harness.systems.media_pipeline.checks.ends import MEDIA_CHECKS, rows_of

REASONS = {
    "empty.jpg": "the uploaded file is empty",
    "good-1.jpg": None,
    "good-2.jpg": None,
    "impossible.jpg": "the image has more than 80 million pixels",
    "letter.jpg": "the file is not a JPEG, PNG, GIF or WebP image",
    "stamp.jpg": "the image is too small for the watermark: 16 x 16 pixels",
    "torn.jpg": "the image is truncated or damaged",
}


def each_bad_image_says_why(timeline: Timeline) -> str:
    """Every upload ended with the reason that it should have, or with none."""
    found = {row["file"]: row["error"] for row in rows_of(timeline)}
    wrong = [f"{file}: {found.get(file)!r}, not {why!r}" for file, why in REASONS.items() if found.get(file) != why]
    hold(not wrong, "; ".join(wrong))
    return f"{sum(why is not None for why in REASONS.values())} reasons"


def good_images_are_not_held_up(timeline: Timeline) -> str:
    """The good images among the bad ones have their results."""
    good = [row for row in rows_of(timeline) if REASONS.get(row["file"], "") is None]
    hold(len(good) == 2, f"{len(good)} good images were uploaded, not 2")
    hold(all(row["status"] == "COMPLETED" for row in good), f"they ended {[row['status'] for row in good]}")
    return f"{len(good)} completed"


MEDIA_POISON_CHECKS = (*MEDIA_CHECKS, each_bad_image_says_why, good_images_are_not_held_up)
