"""What must hold of the media pipeline after any work, under any faults."""

from typing import Any, cast

from harness.checks.any_system import nothing_is_left_in_the_queues
from harness.run.timeline import Timeline
from harness.run.verdict import hold, need


def each_image_has_one_result_or_one_reason(timeline: Timeline) -> str:
    """A good image is COMPLETED with one result; a broken one FAILED with a reason and none."""
    rows = _rows(timeline)
    wrong = [f"{row['file']}: {trouble}" for row in rows if (trouble := _trouble(row))]
    hold(not wrong, "; ".join(wrong[:5]))
    return f"{len(rows)} images"


def every_result_is_marked(timeline: Timeline) -> str:
    """Each result is its own image with the watermark."""
    unmarked = [row["file"] for row in _rows(timeline) if row["results"] and not row["watermark"]]
    hold(not unmarked, f"no watermark, or another picture: {', '.join(unmarked[:5])}")
    return "every result has its watermark"


def no_result_is_nobodys(timeline: Timeline) -> str:
    """The processed bucket holds results of uploads only."""
    strays = need(timeline, "uploads")["results_of_nobody"]
    hold(strays == 0, f"{strays} jobs have a result and no upload")
    return "every result has its upload"


def _trouble(row: dict[str, Any]) -> str:
    if row["broken"]:
        fine = row["status"] == "FAILED" and row["error"] and not row["results"]
        return "" if fine else f"broken, and {row['status']} with {row['results']} results"
    fine = row["status"] == "COMPLETED" and row["results"] == 1 and not row["error"]
    return "" if fine else f"{row['status']} with {row['results']} results ({row['error']})"


def _rows(timeline: Timeline) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], need(timeline, "uploads")["rows"])


ANY_WORK_CHECKS = (
    each_image_has_one_result_or_one_reason,
    every_result_is_marked,
    no_result_is_nobodys,
    nothing_is_left_in_the_queues,
)
