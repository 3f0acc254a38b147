"""One image on its way while a permission is missing: what is denied, which link is named, what the user sees."""

from typing import Any

from bootstrap.stacks.media_pipeline import DISPATCHER, JOB_STATUS, REQUEST_UPLOAD, WORKER
from harness.permissions.predictions import NOTHING, Prediction
from harness.probes.emulator import Emulator
from harness.probes.function_logs import FunctionLogs
from harness.probes.http import http_get
from harness.run.context import RunContext
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.jobs import ENDED
from harness.systems.media_pipeline.user import MediaUser, ticket_in
from harness.waits.condition import Condition, Seen

ALL_IS_WELL = "all is well"
NO_LOG = "all is well, but a log is missing"
FILE = "image.jpg"
FUNCTIONS = (REQUEST_UPLOAD, DISPATCHER, WORKER, JOB_STATUS)


class DeniedOrLogged(Condition):
    """A role was denied something, or the job has ended and every function has logged that it worked for it."""

    def __init__(self, context: RunContext, job_id: str, before: dict[str, int]) -> None:
        self._context, self._job_id, self._before = context, job_id, before
        self._user = MediaUser(context.outputs["api_url"])
        self.status = "PENDING"

    def evaluate(self) -> Seen:
        """Ask IAM first, then the API, then the logs."""
        found = denials(self._context)
        if found:
            return Seen(True, f"denied: {found}")
        if self.status not in ENDED:
            self.status = str(self._user.standing(self._job_id)["status"])
            return Seen(False, self.status)
        silent = [name for name in FUNCTIONS if _lines(self._context, name) <= self._before[name]]
        return Seen(not silent, f"{self.status}, no log yet of {silent}")

    def __str__(self) -> str:
        return "a role was denied something, or the job ended and is logged"


def denials(context: RunContext) -> list[str]:
    """The actions that roles were denied since IAM was told to observe anew."""
    rows: list[dict[str, Any]] = Emulator(context.clients).call("GET", "iam")["observations"]
    return sorted({row["action"] for row in rows if row["role"] and row["outcome"] != "allowed"})


def what_happens(context: RunContext) -> Prediction:
    """Drive one image through as a user would, until it is through or something is denied."""
    Emulator(context.clients).call("DELETE", "iam")
    sees = _drive(context)
    denied = ", ".join(denials(context)) or NOTHING
    if denied == NOTHING:
        return Prediction(NOTHING, NOTHING, sees)
    states = context.chain(context.clock.now_s()).diagnose().states
    named = [state.link for state in states if denied.split(", ")[0] in f"{state.why} {state.cause}"]
    return Prediction(denied, ", ".join(named) or NOTHING, sees)


def _drive(context: RunContext) -> str:
    user = MediaUser(context.outputs["api_url"])
    before = {name: _lines(context, name) for name in FUNCTIONS}
    answer = user.request_for(FILE)
    if answer.status != 200:
        return f"the API answers {answer.status}"
    ticket = ticket_in(FILE, answer)
    ended = DeniedOrLogged(context, ticket.job_id, before)
    put = user.put(ticket, photo(3, 320, 213))
    if put.status != 200:
        return f"the upload is answered {put.status}"
    context.sit_out(ended)
    if ended.status not in ENDED:
        return NO_LOG if denials(context)[0].startswith("logs:") else "the job doesn't end"
    got = http_get(str(user.standing(ticket.job_id)["downloadUrl"]))
    if got.status != 200:
        return f"the download is answered {got.status}"
    return NO_LOG if denials(context) else ALL_IS_WELL


def _lines(context: RunContext, function: str) -> int:
    return len(FunctionLogs(context.clients, function).lines())
