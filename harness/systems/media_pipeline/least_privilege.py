"""One image on its way while a permission is missing, as its user sees it."""

from bootstrap.stacks.media_pipeline import DISPATCHER, JOB_STATUS, REQUEST_UPLOAD, WORKER
from harness.breaks.grants import Grant
from harness.probes.function_logs import FunctionLogs
from harness.probes.http import http_get
from harness.run.context import RunContext
from harness.run.permission_watch import LOGGING, denials
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.jobs import ENDED
from harness.systems.media_pipeline.user import MediaUser, ticket_in
from harness.waits.condition import Condition, Seen

ALL_IS_WELL = "all is well"
NO_LOG = "all is well, but a log is missing"
NO_END = "the job doesn't end"
FILE = "image.jpg"
FUNCTIONS = (REQUEST_UPLOAD, DISPATCHER, WORKER, JOB_STATUS)


class DeniedOrLogged(Condition):
    """A role was denied something, or the job has ended and every function has logged that it worked for it.

    The API is asked only once the request for the upload is logged. Otherwise the function that answers could be the
    first of its role to be denied its log.
    """

    def __init__(self, context: RunContext, job_id: str, before: dict[str, int]) -> None:
        self._context, self._job_id, self._before = context, job_id, before
        self._user = MediaUser(context.outputs["api_url"])
        self.status = "PENDING"

    def evaluate(self) -> Seen:
        """Ask IAM first, then the API, then the logs."""
        found = denials(self._context.clients)
        if found:
            return Seen(True, f"denied: {found}")
        if _lines(self._context, REQUEST_UPLOAD) <= self._before[REQUEST_UPLOAD]:
            return Seen(False, f"no log yet of {REQUEST_UPLOAD}")
        if self.status not in ENDED:
            self.status = str(self._user.standing(self._job_id)["status"])
            return Seen(False, self.status)
        silent = [name for name in FUNCTIONS if _lines(self._context, name) <= self._before[name]]
        return Seen(not silent, f"{self.status}, no log yet of {silent}")

    def __str__(self) -> str:
        return "a role was denied something, or the job ended and is logged"


def upload_and_wait(context: RunContext, _: Grant | None = None) -> str:
    """Ask for an upload, PUT an image, wait, download the result; what the user sees of it."""
    user = MediaUser(context.outputs["api_url"])
    before = {name: _lines(context, name) for name in FUNCTIONS}
    answer = user.request_for(FILE)
    if answer.status != 200:
        return f"the API answers {answer.status}"
    ticket = ticket_in(FILE, answer)
    put = user.put(ticket, photo(3, 320, 213))
    if put.status != 200:
        return f"the upload is answered {put.status}"
    ended = DeniedOrLogged(context, ticket.job_id, before)
    context.sit_out(ended)
    denied = denials(context.clients)
    if ended.status not in ENDED:
        return NO_LOG if denied == [LOGGING] else NO_END
    got = http_get(str(user.standing(ticket.job_id)["downloadUrl"]))
    if got.status != 200:
        return f"the download is answered {got.status}"
    return NO_LOG if denied else ALL_IS_WELL


def _lines(context: RunContext, function: str) -> int:
    return len(FunctionLogs(context.clients, function).lines())
