"""What must hold when requests are refused: the status, and the words."""

from collections.abc import Mapping
from typing import Any

from harness.checks.any_system import nothing_is_left_in_the_queues
from harness.run.timeline import Timeline
from harness.run.verdict import CannotJudge, Check, hold, need
from harness.systems.media_pipeline.checks.ends import MEDIA_CHECKS

TYPES = "image/jpeg, image/png, image/gif, image/webp"
BAD_REQUESTS = {
    "no JSON": (400, "the body is not JSON"),
    "JSON, but no object": (400, "the body must be a JSON object"),
    "a path": (400, "filename must be a name without a path"),
    "a Windows path": (400, "filename must be a name without a path"),
    "a control character": (400, "filename has a control character or one that is not valid text"),
    "a thousand characters": (400, "filename has 1000 bytes in UTF-8; at most 255 are taken"),
    "an empty name": (400, "filename is empty"),
    "a number for a name": (400, "filename must be a string"),
    "a content type that isn't an image": (400, f"contentType must be one of {TYPES}"),
    "a job without its id": (400, "Missing jobId parameter"),
    "GET /jobs/": (404, "Not Found"),
    "DELETE /uploads": (404, "Not Found"),
}
UNKNOWN_JOBS = dict.fromkeys(
    ("a random id", "an id with a slash", "an id of three thousand characters"), (404, "Job not found")
)
MISUSES = dict.fromkeys(
    ("a text", "a PNG", "another key", "a longer time", "a guessed signature", "reading it", "deleting it"),
    (403, "SignatureDoesNotMatch"),
)
EXPIRED = {"a URL of 301 seconds ago": (403, "AccessDenied: Request has expired")}


def answered(expected: Mapping[str, tuple[int, str]], name: str, promise: str) -> Check:
    """A check that each of these was answered with its status, and with words that begin so."""

    def check(timeline: Timeline) -> str:
        answers = {str(entry.facts["to"]): entry.facts for entry in timeline.named("answer")}
        missing = sorted(expected.keys() - answers.keys())
        if missing:
            raise CannotJudge(f"never asked: {', '.join(missing)}")
        wrong = [
            f"{what}: {answers[what]['status']} {answers[what]['says']!r}, not {status} {says!r}"
            for what, (status, says) in expected.items()
            if answers[what]["status"] != status or not str(answers[what]["says"]).startswith(says)
        ]
        hold(not wrong, "; ".join(wrong))
        return f"{len(expected)} refusals as they should be"

    check.__name__, check.__doc__ = name, promise
    return check


def every_answer_is_json_for_any_origin(timeline: Timeline) -> str:
    """Every answer of a function is JSON, with the CORS headers of its route."""
    judged = [entry.facts for entry in timeline.named("answer") if "json_for_any_origin" in entry.facts]
    if not judged:
        raise CannotJudge("no answer of a function was recorded")
    wrong = [str(facts["to"]) for facts in judged if not facts["json_for_any_origin"]]
    hold(not wrong, f"not JSON with CORS headers: {', '.join(wrong)}")
    return f"{len(judged)} answers"


def nothing_was_made(timeline: Timeline) -> str:
    """No job in the table, and no object."""
    made: dict[str, Any] = need(timeline, "made")
    hold(made == {"jobs": 0, "objects": 0}, f"there are {made['jobs']} jobs and {made['objects']} objects")
    return "no job, no object"


def the_job_waits_all_the_while(timeline: Timeline) -> str:
    """Refused uploads leave the job as it was; the right one completes it."""
    meanwhile, after = need(timeline, "meanwhile")["status"], need(timeline, "job")["status"]
    hold((meanwhile, after) == ("PENDING", "COMPLETED"), f"{meanwhile} after the refusals, {after} in the end")
    return "PENDING after the refusals, COMPLETED in the end"


def an_object_without_a_job_is_let_go(timeline: Timeline) -> str:
    """The worker was given one message for an object that belongs to no job, and made nothing of it."""
    outcomes = need(timeline, "attempts")["outcomes"]
    hold(outcomes == ["skipped: there is no such job"], f"the worker noted {outcomes}")
    return "skipped: there is no such job"


MEDIA_BAD_REQUEST_CHECKS: tuple[Check, ...] = (
    answered(BAD_REQUESTS, "each_bad_request_is_told_why", "A 400 or 404 for each, with the words for it."),
    every_answer_is_json_for_any_origin,
    nothing_was_made,
)
MEDIA_UNKNOWN_CHECKS: tuple[Check, ...] = (
    answered(UNKNOWN_JOBS, "unknown_jobs_are_not_found", "`404 Job not found` for each."),
    every_answer_is_json_for_any_origin,
    an_object_without_a_job_is_let_go,
    nothing_was_made,
    nothing_is_left_in_the_queues,
)
MEDIA_SIGNATURE_CHECKS: tuple[Check, ...] = (
    *MEDIA_CHECKS,
    answered(MISUSES, "each_misuse_is_refused_by_its_signature", "403 for each, because the signature doesn't match."),
    the_job_waits_all_the_while,
)
MEDIA_EXPIRY_CHECKS: tuple[Check, ...] = (
    *MEDIA_CHECKS,
    answered(EXPIRED, "the_old_url_is_refused_for_its_age", "403 because it has expired, not for its signature."),
    the_job_waits_all_the_while,
)
