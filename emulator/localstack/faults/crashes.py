"""Functions whose process is to end at one of their requests, and the request that it is."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any


@dataclass
class Course:
    """One invocation under faults: which requests were answered already, and at which one the process ends.

    A request that is sent again after an answer is a poll: whether it comes depends on the machine, and no fault meets
    it.
    """

    ends_at: int = 0
    """The number of the request; 0 is none."""
    when_done: bool = False
    """Whether that request is done first."""
    asked: int = 0
    answered: set[str] = field(default_factory=set)
    ended: bool = False

    def ask(self) -> bool:
        """One more request; whether it is the one."""
        self.asked += 1
        return self.asked == self.ends_at and not self.ended


_lock = Lock()
_courses: dict[tuple[str, str], Course] = {}


def begin(account_id: str, function: str, ends_at: int = 0, when_done: bool = False) -> Course:
    """An invocation begins."""
    with _lock:
        course = _courses[account_id, function] = Course(ends_at, when_done)
    return course


def course_of(account_id: str, function: str) -> Course | None:
    """The function's invocation that began last."""
    return _courses.get((account_id, function))


def end_process(account_id: str, function: str, course: Course) -> None:
    """End the function's processes that are at work, as the kernel would; their environments stay."""
    from emulator.localstack.lambda_ import executor

    course.ended = True
    for living in list(executor.living()):
        version: Any = living.function_version.id
        if (version.account, version.function_name) == (account_id, function):
            living.end_process()
