"""The labs as pages to print: what participants read, and what their leader reads, with timings. Pure.

A browser prints them, also to PDF. Nothing is loaded from elsewhere but the style beside them.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from harness.labs.model import Lab
from harness.labs.sheet import html_of, rendered

ORDER = ("alarms", "design", "trouble", "least privilege", "cost", "clean-up")
"""What labs are about, in the order in which a day goes through it."""
SHORT_MIN, DAY_MIN = 90, 360
"""A lesson, and a day without its pauses."""
LINE = '<div class="lines"></div>'
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


def handout(labs: Iterable[Lab], style: str) -> str:
    """What a participant gets: every lab with room for what they predict, without hints, solutions and answers."""
    parts = [rendered(INTRODUCTION)]
    for lab in ordered(labs):
        room = f"<h3>What I predict, and what I saw</h3>{LINE * 2}"
        parts.append(f'<section class="lab">{html_of(lab)}{room}</section>')
    return _page("Labs", style, parts)


def guide(labs: Iterable[Lab], style: str) -> str:
    """What the leader gets: two plans, and of each lab the hints, the solution, the answers and what to remember."""
    every = ordered(labs)
    parts = [rendered(ADVICE)]
    for title, minutes in (("90 minutes", SHORT_MIN), ("A day", DAY_MIN)):
        parts.append(f"<h2>{title}</h2>{_plan(chosen(every, minutes), minutes)}")
    parts += [f'<section class="lab">{_for_leader(lab)}</section>' for lab in every]
    return _page("The leader's guide", style, parts)


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


def _plan(labs: Sequence[Lab], minutes: int) -> str:
    rows, at = [(0, "The system, step by step, on the screen", "")], OPENING_MIN
    for lab in labs:
        rows.append((at, lab.title, lab.name))
        at += with_talk(lab)
    rows.append((at, "What to remember" if minutes - at < 2 * CLOSING_MIN else "A mystery, and what to remember", ""))
    cells = "".join(
        f"<tr><td>{begins // 60}:{begins % 60:02d}</td><td>{escape(title)}</td><td>{escape(name)}</td></tr>"
        for begins, title, name in rows
    )
    return f"<table><tr><th>from</th><th>what</th><th>lab</th></tr>{cells}</table>"


def _for_leader(lab: Lab) -> str:
    return rendered("\n".join(_leader_lines(lab)))


def _leader_lines(lab: Lab) -> Iterator[str]:
    yield f"## {lab.title}"
    yield f"\n{lab.name}: {lab.minutes} minutes, {with_talk(lab)} with the discussion.\n\n**Goal.** {lab.goal}"
    yield f"\n**Let them predict.** {lab.predict}\n"
    if lab.broken:
        yield f"**What is broken.** `{'`, `'.join(lab.broken)}`\n"
    yield from (f"- Hint: {hint}" for hint in lab.hints)
    yield "\n**Solution.**\n"
    yield from (f"    {line}" for line in lab.solution)
    yield from (f"\n**Asked.** {check.ask} *{check.answers[0]}*" for check in lab.asks)
    yield f"\n**Remember.** {lab.remember.strip()}\n"
    yield from (f"\n**Ask.** {each.question}\n\n*{each.answer}*" for each in lab.questions)


def _page(title: str, style: str, parts: Iterable[str]) -> str:
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="stylesheet" href="{style}"></head>\n'
        f"<body><h1>{title}</h1>\n{''.join(parts)}\n</body></html>\n"
    )
