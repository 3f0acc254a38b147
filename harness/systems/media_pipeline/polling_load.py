"""A load as users make it who know only the API: each uploads an image and asks for its job until it is done."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from harness.engines.engine import EngineError
from harness.run.clock import Deadline, Stopwatch
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.user import JPEG, MediaUser

USERS, DIFFERENT = 16, 10
ASK_EACH_S = 0.1
DONE_WITHIN_S = 60.0


@dataclass(frozen=True)
class PollingLoad:
    """So many images, uploaded by 16 users at once who each ask every 100 ms how their job stands."""

    api_url: str
    pictures: tuple[bytes, ...]

    @classmethod
    def of(cls, api_url: str) -> "PollingLoad":
        """On that API, with images that are drawn now."""
        return cls(api_url, tuple(photo(number) for number in range(DIFFERENT)))

    def upload(self, count: int) -> float:
        """Seconds from the first request until the last job is COMPLETED; EngineError when one isn't."""
        watch = Stopwatch()
        with ThreadPoolExecutor(USERS) as users:
            list(users.map(self._one, range(count)))
        return watch.elapsed_s

    def _one(self, number: int) -> None:
        user = MediaUser(self.api_url)
        name = f"photo-{number:04d}.jpg"
        job_id = user.upload(name, self.pictures[number % DIFFERENT], JPEG).job_id
        deadline = Deadline.after(DONE_WITHIN_S)
        while (status := user.standing(job_id)["status"]) != "COMPLETED":
            if status == "FAILED" or deadline.passed:
                raise EngineError(f"the job of {name} at {self.api_url} is {status} after {DONE_WITHIN_S:g} s or less")
            deadline.nap(ASK_EACH_S)
