"""What a lab is: values, as its file has them. Pure.

A lab has a goal, what to predict before anything is done, steps, checks, hints, a solution and what to remember. Its
checks fail before its solution is carried out, and pass afterwards; a test carries out all of them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bootstrap.errors import HarnessError

COMPARISONS = ("is", "has", "least", "gone")


class LabError(HarnessError):
    """A lab's file is malformed, or a lab can't be worked on. The message says why, and what to do."""


@dataclass(frozen=True)
class Step:
    """One thing to do, with the command that does it, if there is one."""

    text: str
    command: str = ""


@dataclass(frozen=True)
class Question:
    """Something to be answered, for the discussion: only the leader's guide has the answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class LabCheck:
    """One condition of being done. Exactly one of `ran`, `mended`, `call` and `ask` says of which kind it is.

    `ran`: a scenario that passed here. `mended`: what the lab broke is as it was. `call`: an operation of AWS, such as
    `sqs.get_queue_attributes`, `given` its parameters, of whose answer `find` (JMESPath) is compared by `how` with
    `value`: `is`, `has` (contains), `least` or `gone` (nothing is found, or AWS says that there is no such thing).
    `ask`: a question, which one of `answers` answers.
    """

    title: str
    ran: str = ""
    mended: bool = False
    call: str = ""
    given: Mapping[str, Any] | None = None
    find: str = ""
    how: str = ""
    value: Any = None
    ask: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lab:
    """One lab. `stands` tells that it is done on the system as it stands; `broken` and `made` are what it begins with.

    `broken` are breaks, by their labels; `made` commands of the AWS CLI.
    """

    name: str
    system: str
    title: str
    about: str
    minutes: int
    goal: str
    predict: str
    steps: tuple[Step, ...]
    checks: tuple[LabCheck, ...]
    hints: tuple[str, ...]
    solution: tuple[str, ...]
    remember: str
    questions: tuple[Question, ...] = ()
    stands: bool = False
    broken: tuple[str, ...] = ()
    made: tuple[str, ...] = ()

    @property
    def asks(self) -> tuple[LabCheck, ...]:
        """The checks that want an answer, in the order of the answers."""
        return tuple(each for each in self.checks if each.ask)


def lab_of(name: str, system: str, text: str) -> Lab:
    """The lab that a file's text describes; LabError says what of it is wrong."""
    try:
        found = tomllib.loads(text)
        steps = tuple(Step(**each) for each in found.pop("steps", ()))
        checks = tuple(_check_of(each) for each in found.pop("checks", ()))
        questions = tuple(Question(**each) for each in found.pop("questions", ()))
        more: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in found.items()}
        lab = Lab(name, system, steps=steps, checks=checks, questions=questions, **more)
    except (TypeError, tomllib.TOMLDecodeError) as error:
        raise LabError(f"lab {name} of {system}: {str(error).replace('__init__()', 'it')}") from error
    for each in fields(lab):
        if each.name not in ("questions", "stands", "broken", "made") and not getattr(lab, each.name):
            raise LabError(f"lab {name} of {system} has no {each.name}")
    if lab.broken and not lab.stands:
        raise LabError(f"lab {name} of {system} breaks what doesn't stand: say stands = true")
    return lab


def labs_in(folder: Path, system: str) -> dict[str, Lab]:
    """The labs of a folder, by name, each in a file of its own."""
    return {file.stem: lab_of(file.stem, system, file.read_text()) for file in sorted(folder.glob("*.toml"))}


def _check_of(given: dict[str, Any]) -> LabCheck:
    check = LabCheck(**{**given, "answers": tuple(given.get("answers", ()))})
    kinds = [bool(check.ran), check.mended, bool(check.call), bool(check.ask)]
    if sum(kinds) != 1:
        raise TypeError(f"check {check.title!r} is to have one of ran, mended, call and ask")
    if check.call and (check.how not in COMPARISONS or "." not in check.call):
        raise TypeError(f"check {check.title!r}: call is service.operation, how is one of {', '.join(COMPARISONS)}")
    if check.ask and not check.answers:
        raise TypeError(f"check {check.title!r} has no answers")
    return check
