"""A load on the media pipeline: many users who each upload an image, and what became of every image when."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from bootstrap.clients import Clients
from harness.bench.memory import memory_mib
from harness.engines.engine import EngineError
from harness.probes.emulator import Emulator
from harness.run.clock import POLL_S, Deadline, Stopwatch, utc_now
from harness.systems.media_pipeline.driven import moments
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.jobs import MediaJobs
from harness.systems.media_pipeline.user import JPEG, MediaUser

AT_ONCE, DIFFERENT = 16, 10
PER_IMAGE_S = 0.5
LOOK_AT_MEMORY_S = 0.5


@dataclass(frozen=True)
class Image:
    """One upload: how long its request and its PUT took, and when it came how far (see `moments`), in seconds."""

    request_s: float
    put_s: float
    moments: dict[str, float]

    def between(self, first: str, second: str) -> float:
        """Seconds from one moment to another."""
        return max(0.0, self.moments[second] - self.moments[first])

    @property
    def began_s(self) -> float:
        """When its user began to ask for a URL; the job's own `requested` is a little later."""
        return self.moments["uploaded"] - self.put_s - self.request_s

    @property
    def took_s(self) -> float:
        """From there to its end."""
        return self.moments["ended"] - self.began_s


@dataclass(frozen=True)
class Load:
    """All images of one load."""

    images: tuple[Image, ...]

    @property
    def took_s(self) -> float:
        """From the first request to the last end."""
        return max(image.moments["ended"] for image in self.images) - min(image.began_s for image in self.images)


def upload(clients: Clients, api_url: str, count: int) -> Load:
    """Have so many images uploaded by 16 users, and wait until all are COMPLETED; EngineError when they aren't."""
    user = MediaUser(api_url)
    pictures = [photo(number) for number in range(DIFFERENT)]
    uploads: dict[str, tuple[float, float, float]] = {}

    def one(number: int) -> None:
        watch = Stopwatch()
        ticket = user.ticket(f"photo-{number:04d}.jpg")
        request_s = watch.elapsed_s
        answer = user.put(ticket, pictures[number % DIFFERENT], JPEG)
        put_s = watch.elapsed_s - request_s
        if answer.status != 200:
            raise EngineError(f"PUT of image {number}: {answer.status} {answer.body[:300]!r}")
        uploads[ticket.job_id] = (request_s, put_s, utc_now().timestamp())

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(count)))
    _await_quiet(clients, count)
    return Load(tuple(_images(clients, uploads)))


def _await_quiet(clients: Clients, count: int) -> None:
    emulator, deadline = Emulator(clients), Deadline.after(30 + count * PER_IMAGE_S)
    while not emulator.quiet():
        if deadline.passed:
            raise EngineError(f"{count} images are not done after {deadline.budget_s:g} s")
        deadline.nap(POLL_S)


def _images(clients: Clients, uploads: dict[str, tuple[float, float, float]]) -> Iterator[Image]:
    jobs = MediaJobs(clients)
    rows, sent_s = {job["jobId"]: job for job in jobs.table()}, jobs.sent_s()
    ends = {attempt.job_id: attempt for attempt in jobs.attempts() if attempt.ends_the_job}
    for job_id, (request_s, put_s, uploaded_s) in uploads.items():
        if rows[job_id]["status"] != "COMPLETED":
            raise EngineError(f"job {job_id} is {rows[job_id]['status']}: {rows[job_id].get('errorMessage')}")
        yield Image(request_s, put_s, moments(rows[job_id], uploaded_s, sent_s[job_id], ends[job_id]))


@contextmanager
def most_memory(folder: Path) -> Iterator[list[float]]:
    """The most that the emulator and its functions held together during the block, in MiB, once it is over."""
    over, found = Event(), [0.0]

    def watch() -> None:
        while not over.wait(LOOK_AT_MEMORY_S):
            found[0] = max(found[0], sum(memory_mib(folder)))

    thread = Thread(target=watch, name="memory", daemon=True)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()
        found[0] = max(found[0], sum(memory_mib(folder)))
