"""Who of a cluster's workers takes part in a campaign: each is asked once, and those who can't are named, with why."""

from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from distributed import Client

from harness.campaign.on_worker import EmulatorOfWorker, join

Answers = Mapping[str, str | Exception]
"""By a worker's address: empty when it takes part, or why it doesn't."""

NOT_HERE = tuple(each.__name__ for each in (ImportError, ModuleNotFoundError, AttributeError))
"""What a worker meets to which the question itself is unknown."""


class Joining:
    """The workers that were asked, and what they said. One that doesn't answer keeps nobody waiting."""

    def __init__(self, client: Client, plugin: EmulatorOfWorker, said: Callable[[str], None]) -> None:
        self._client, self._plugin, self._said = client, plugin, said
        self._asked: set[str] = set()
        self._unanswered = 0
        self._answers: SimpleQueue[Answers] = SimpleQueue()

    def look(self, workers: Mapping[str, Mapping[str, Any]]) -> bool:
        """Ask those who are new, and say who can't take part; whether all that were asked have answered.

        `workers` are those that are there, by address, as the scheduler tells of them.
        """
        new = [address for address in workers if address not in self._asked]
        self._asked = set(workers)
        if new:
            self._unanswered += 1
            # A thread that nobody waits for: a worker that stands still answers when it goes on, or never.
            Thread(target=self._ask, args=(new,), daemon=True).start()
        while (answers := self._next()) is not None:
            self._unanswered -= 1
            for address, answer in answers.items():
                if answer and address in workers:
                    self._said(f"worker {workers[address].get('name')} at {address} gets no run: {_why(answer)}")
        return not self._unanswered

    def _ask(self, addresses: list[str]) -> None:
        try:
            answers = self._client.run(join, self._plugin, workers=addresses, on_error="return")
        except Exception as error:
            answers = dict.fromkeys(addresses, error)
        self._answers.put(answers)

    def _next(self) -> Answers | None:
        try:
            return self._answers.get_nowait()
        except Empty:
            return None


def _why(answer: str | Exception) -> str:
    """In words. Dask tells of an error that its worker met while it read the question as an `Exception` of its text."""
    if isinstance(answer, str):
        return answer
    error = str(answer) if type(answer) is Exception else repr(answer)
    return f"it hasn't this project in this version, {error}" if error.startswith(NOT_HERE) else error
