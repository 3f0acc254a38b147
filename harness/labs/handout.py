"""The labs to be printed: what participants read, and what their leader reads, with timings. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from harness.labs.model import Lab
from harness.labs.paper import Paper, Room, Section, Table, Text
from harness.labs.sheet import below_the_title

ORDER = ("alarms", "design", "trouble", "least privilege", "cost", "clean-up")
"""What labs are about, in the order in which a day goes through it."""
SHORT_MIN, DAY_MIN = 90, 360
"""A lesson, and a day without its pauses."""
OPENING_MIN, CLOSING_MIN, TALK_SHARE = 10, 5, 0.35
"""Minutes for beginning and ending, and by how much a lab is longer for being talked about."""
INTRODUCTION = """
Predict before you run: what you expected and didn't see is what you learn. Each lab says when it is done, and
`harness lab NAME --check` judges it. Stuck? `--hint`, then `--hint` again. `harness mend` undoes every break.
"""
ADVICE = """
Before: `make workshop PEOPLE=…` on the machine that serves, once with one participant, so that layers are built; print
the cards. Begin with the reference scenario, step by step, on the screen: everybody is to find the three waits in it.
For each lab: let people write down what they predict, run, compare; then ask the questions below. Who is quick begins a
mystery: the same number breaks the same thing for everybody. Who is lost presses *Reset*: it takes seconds.
"""


def handout(labs: Iterable[Lab]) -> Paper:
    """What a participant gets: every lab with room for what they predict, without hints, solutions and answers."""
    room = Room("What I predict, and what I saw")
    sections = tuple(Section(lab.title, (Text(below_the_title(lab)), room)) for lab in ordered(labs))
    return Paper("Labs", (Text(INTRODUCTION),), sections, loose=True)


def guide(labs: Iterable[Lab]) -> Paper:
    """What the leader gets: two plans, and of each lab the hints, the solution, the answers and what to remember."""
    every = ordered(labs)
    plans = tuple(
        Table(title, ("from", "what", "lab"), tuple(_plan(chosen(every, minutes), minutes)))
        for title, minutes in (("90 minutes", SHORT_MIN), ("A day", DAY_MIN))
    )
    sections = tuple(Section(lab.title, (Text("\n".join(_leader_lines(lab))),)) for lab in every)
    return Paper("The leader's guide", (Text(ADVICE), *plans), sections, loose=False)


def ordered(labs: Iterable[Lab]) -> list[Lab]:
    """By what they are about, shorter ones first."""
    known = {about: number for number, about in enumerate(ORDER)}
    return sorted(labs, key=lambda lab: (known.get(lab.about, len(ORDER)), lab.minutes, lab.name))


def chosen(labs: Sequence[Lab], minutes: int) -> list[Lab]:
    """As many as fit, one of each kind in turn, in their order."""
    left = minutes - OPENING_MIN - CLOSING_MIN
    turns = {about: [lab for lab in labs if lab.about == about] for about in dict.fromkeys(lab.about for lab in labs)}
    taken: list[Lab] = []
    while any(turns.values()):
        for waiting in turns.values():
            if waiting and (lab := waiting.pop(0)) and with_talk(lab) <= left:
                left -= with_talk(lab)
                taken.append(lab)
    return [lab for lab in labs if lab in taken]


def with_talk(lab: Lab) -> int:
    """Minutes for the lab and for talking about it, in steps of five."""
    return 5 * round(lab.minutes * (1 + TALK_SHARE) / 5)


def _plan(labs: Sequence[Lab], minutes: int) -> Iterator[tuple[str, str, str]]:
    rows, at = [(0, "The system, step by step, on the screen", "")], OPENING_MIN
    for lab in labs:
        rows.append((at, lab.title, lab.name))
        at += with_talk(lab)
    rows.append((at, "What to remember" if minutes - at < 2 * CLOSING_MIN else "A mystery, and what to remember", ""))
    return ((f"{begins // 60}:{begins % 60:02d}", title, name) for begins, title, name in rows)


def _leader_lines(lab: Lab) -> Iterator[str]:
    yield f"{lab.name}: {lab.minutes} minutes, {with_talk(lab)} with the discussion.\n\n**Goal.** {lab.goal}"
    yield f"\n**Let them predict.** {lab.predict}\n"
    if lab.broken:
        yield f"**What is broken.** `{'`, `'.join(lab.broken)}`\n"
    yield from (f"- Hint: {hint}" for hint in lab.hints)
    yield "\n**Solution.**\n"
    yield from (f"    {line}" for line in lab.solution)
    yield from (f"\n**Asked.** {check.ask} *{check.answers[0]}*" for check in lab.asks)
    yield f"\n**Remember.** {lab.remember.strip()}\n"
    yield from (f"\n**Ask.** {each.question}\n\n*{each.answer}*" for each in lab.questions)
