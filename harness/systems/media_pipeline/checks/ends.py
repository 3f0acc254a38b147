"""What must hold after any run of the media pipeline, whatever was uploaded."""

from typing import Any, cast

from harness.checks.any_system import counted, every_wait_was_met, nothing_is_left_in_the_queues
from harness.run.timeline import Timeline
from harness.run.verdict import CannotJudge, hold, need


def every_upload_ended_once(timeline: Timeline) -> str:
    """Each image that S3 took ended in exactly one result, or in exactly one failure that says why."""
    rows = rows_of(timeline)
    uploaded, ended = sorted(uploads_of(timeline)), sorted(row["file"] for row in rows)
    hold(uploaded == ended, f"uploaded and never looked at: {sorted(set(uploaded) ^ set(ended))}")
    wrong = [f"{row['file']}: {trouble}" for row in rows if (trouble := trouble_of(row))]
    hold(not wrong, "; ".join(wrong[:5]))
    failed = sum(row["status"] == "FAILED" for row in rows)
    return f"{counted(len(rows), 'upload')}: {counted(len(rows) - failed, 'result')}{explained(failed)}"


def explained(failed: int) -> str:
    """How many failed, as the end of a sentence; nothing when none did."""
    return f", {counted(failed, 'explained failure')}" if failed else ""


def trouble_of(row: dict[str, Any]) -> str:
    """What is wrong with how an upload ended; empty when nothing is."""
    if row["settled"] != 1:
        return f"the worker ended it {row['settled']} times"
    if row["status"] == "COMPLETED":
        return "" if row["results"] == 1 and not row["error"] else f"COMPLETED with {row['results']} results"
    if row["status"] == "FAILED":
        return "" if row["error"] and not row["results"] else "FAILED with a result, or without a reason"
    return f"it is {row['status']}"


def no_result_belongs_to_nobody(timeline: Timeline) -> str:
    """The processed bucket holds nothing but the results of the uploads."""
    strays = need(timeline, "ends")["results_of_nobody"]
    hold(strays == 0, f"results of jobs that nobody uploaded for: {strays}")
    return "every result has its upload"


def results_carry_the_watermark(timeline: Timeline) -> str:
    """Every result that was downloaded differs from its upload at the bottom right, and nowhere else."""
    single, together = timeline.named("result"), timeline.named("results")
    unmarked = [f"{e.facts['file']} (corner {e.detail['corner']})" for e in single if not e.facts["watermark"]]
    unmarked += [file for entry in together for file in cast(list[str], entry.detail["unmarked"])]
    hold(not unmarked, f"no watermark: {', '.join(unmarked)}")
    compared = len(single) + sum(cast(int, entry.facts["compared"]) for entry in together)
    hold(compared > 0 or not any(row["results"] for row in rows_of(timeline)), "there are results, none was compared")
    return f"{counted(compared, 'result')} compared"


def rows_of(timeline: Timeline) -> list[dict[str, Any]]:
    """What came of each upload."""
    entry = timeline.last("ends")
    if entry is None:
        raise CannotJudge("the timeline has no 'ends' entry; the run ended before it")
    return cast(list[dict[str, Any]], entry.detail["rows"])


def uploads_of(timeline: Timeline) -> list[str]:
    """The files that S3 took."""
    one_by_one = [str(entry.facts["file"]) for entry in timeline.named("upload image")]
    return one_by_one + [
        file for entry in timeline.named("upload images") for file in cast(list[str], entry.detail["files"])
    ]


MEDIA_CHECKS = (
    every_wait_was_met,
    every_upload_ended_once,
    no_result_belongs_to_nobody,
    results_carry_the_watermark,
    nothing_is_left_in_the_queues,
)
