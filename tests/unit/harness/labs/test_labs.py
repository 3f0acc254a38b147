"""Files of labs, what is printed of them, and what is remembered."""

import re
import tomllib
from pathlib import Path

import pytest

from harness.arguments import parser
from harness.labs.handout import DAY_MIN, ORDER, SHORT_MIN, chosen, guide, handout, ordered, with_talk
from harness.labs.hints import next_hint
from harness.labs.model import Lab, LabError, lab_of
from harness.labs.paper_as_html import as_html
from harness.labs.progress import Progress
from harness.labs.sheet import text_of
from harness.labs.work import BEGUN, NOT_YET, PASSED, lab_named, labs
from harness.run.registry import scenarios

WHOLE = """
title = "t"
about = "design"
minutes = 5
goal = "g"
predict = "p"
hints = ["h"]
solution = ["s"]
remember = "r"
steps = [{ text = "do" }]
checks = [{ title = "c", ran = "x" }]
"""
EVERY = [pytest.param(lab, id=name) for name, lab in labs().items()]


def test_a_whole_file_is_a_lab() -> None:
    lab = lab_of("n", "system", WHOLE)
    assert (lab.name, lab.minutes, lab.checks[0].ran, lab.hints) == ("n", 5, "x", ("h",))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('goal = "g"\n', ""), "goal"),
        (('goal = "g"', 'goal = ""'), "has no goal"),
        (("minutes = 5", "minutes = 5\nmintues = 6"), "mintues"),
        (('ran = "x"', 'ran = "x", mended = true'), "one of ran, mended, call and ask"),
        (('ran = "x"', "mended = false"), "one of ran, mended, call and ask"),
        (('ran = "x"', 'call = "list", how = "is"'), "call is service.operation"),
        (('ran = "x"', 'call = "s3.list", how = "like"'), "how is one of"),
        (('ran = "x"', 'ask = "?"'), "no answers"),
        (('title = "t"', "title = "), "lab n of system"),
        (("minutes = 5", 'minutes = 5\nbroken = ["x"]'), "say stands = true"),
    ],
)
def test_a_malformed_file_is_refused_with_the_reason(change: tuple[str, str], why: str) -> None:
    with pytest.raises(LabError, match=why):
        lab_of("n", "system", WHOLE.replace(*change))


@pytest.mark.parametrize("lab", EVERY)
def test_what_labs_name_is_there(lab: Lab) -> None:
    assert lab.about in ORDER
    for check in lab.checks:
        assert not check.ran or check.ran in scenarios()
    for line in (*lab.solution, *(each.command for each in lab.steps if each.command)):
        assert line.startswith(("harness ", "aws ", "printf ")), line
        if line.startswith("harness "):
            parser().parse_args([word.strip("'") for word in re.findall(r"'[^']*'|\S+", line)][1:])
    given = sum(line.startswith("harness lab ") for line in lab.solution)
    assert given == len(lab.asks), "a solution answers what is asked"


@pytest.mark.parametrize("lab", EVERY)
def test_what_participants_read_has_no_answer(lab: Lab) -> None:
    text = text_of(lab)
    assert lab.goal in text
    for secret in (*lab.hints, lab.remember.strip(), *(each.answer for each in lab.questions)):
        assert secret not in text


def test_an_unknown_lab_is_told_with_what_was_meant() -> None:
    with pytest.raises(LabError, match="no-rearm"):
        lab_named("no-rearms")


def test_the_handout_has_every_lab_and_the_guide_their_answers() -> None:
    every = labs().values()
    printed, leaders = as_html(handout(every), "sheet.css"), as_html(guide(every), "sheet.css")
    for lab in every:
        assert printed.count(f"harness lab {lab.name} --check") == 1
        assert leaders.count(f"{lab.name}: {lab.minutes} minutes") == 1
    assert printed.count("<section") == leaders.count("<section") == len(every)
    assert "style=" not in printed + leaders
    assert not re.search(r'(src|href)="(?!sheet\.css)', printed + leaders)


@pytest.mark.parametrize("minutes", [SHORT_MIN, DAY_MIN])
def test_a_plan_fits_its_time_and_has_several_kinds(minutes: int) -> None:
    found = chosen(ordered(labs().values()), minutes)
    assert minutes * 0.7 < sum(map(with_talk, found)) <= minutes - 15
    assert len({lab.about for lab in found}) >= 3


def test_the_documents_list_every_lab() -> None:
    told = (Path(__file__).parents[4] / "docs" / "lessons.md").read_text()
    assert re.findall(r"^\| `([a-z0-9-]+)` \|.*\| \d+ \|", told, re.MULTILINE) == [
        lab.name for lab in ordered(labs().values())
    ]


def test_hints_come_one_after_the_other_for_each_account(tmp_path: Path) -> None:
    progress, lab = Progress(tmp_path / "progress.json"), lab_of("n", "s", WHOLE.replace('["h"]', '["h", "i"]'))
    said = [next_hint(lab, progress, "111111111111") for _ in range(3)]
    assert said == ["hint 1 of 2: h", "hint 2 of 2: i", "there is no further hint: the solution tells the rest"]
    assert next_hint(lab, progress, "222222222222") == "hint 1 of 2: h"


def test_what_goes_on_counts_once_it_has_ended(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "progress.json")
    for verdict in (BEGUN, NOT_YET, NOT_YET, PASSED):
        progress.note("111111111111", "lab n", verdict)
    for verdict in ("not yet found", "given up", "not yet found"):
        progress.note("111111111111", "mystery", verdict)
    assert progress.of("111111111111") == {
        "lab n": {"verdict": "passed", "times": 1},
        "mystery": {"verdict": "not yet found", "times": 1},
    }


def test_files_are_toml_that_others_read_too() -> None:
    assert tomllib.loads(WHOLE)["minutes"] == 5
