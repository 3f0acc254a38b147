"""A lab as text, for a terminal and as Markdown. Pure."""

from collections.abc import Iterator

from markdown_it import MarkdownIt

from harness.labs.model import Lab


def text_of(lab: Lab, account_id: str = "$ACCOUNT") -> str:
    """What a participant is to read before the first step, in Markdown: no hint, no solution, no answer."""
    return f"# {lab.title}\n\n{below_the_title(lab, account_id)}"


def below_the_title(lab: Lab, account_id: str = "$ACCOUNT") -> str:
    """The same without its title, for what has titles of its own."""
    return "\n".join(_lines(lab)).replace("$ACCOUNT", account_id)


def html_of(lab: Lab, account_id: str = "$ACCOUNT") -> str:
    """The same as HTML; what a lab's file holds of HTML is shown as text."""
    return rendered(text_of(lab, account_id))


def rendered(markdown: str) -> str:
    """Markdown as HTML, in which no tag comes from the text."""
    return str(MarkdownIt("commonmark", {"html": False}).render(markdown))


def _lines(lab: Lab) -> Iterator[str]:
    yield f"{lab.name}: {lab.about}, {lab.minutes} minutes, on {lab.system}."
    yield ""
    yield f"**Goal.** {lab.goal}"
    yield ""
    yield f"**Predict.** {lab.predict}"
    yield ""
    yield "**Do.**"
    yield ""
    yield from _steps(lab)
    yield ""
    yield "**Done, when**"
    yield ""
    for check in lab.checks:
        yield f"- {check.title}{f': {check.ask}' if check.ask else ''}"


def _steps(lab: Lab) -> Iterator[str]:
    begins = [("Begin it.", f"harness lab {lab.name} --begin")] if lab.stands or lab.made else []
    judges = [("Have it judged.", f"harness lab {lab.name} --check" + " --answer TEXT" * len(lab.asks))]
    steps = [*begins, *((each.text, each.command) for each in lab.steps), *judges]
    for number, (text, command) in enumerate(steps, start=1):
        yield f"{number}. {text}"
        if command:
            yield ""
            yield f"       {command}"
            yield ""
