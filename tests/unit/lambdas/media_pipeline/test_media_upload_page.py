"""The upload page stands alone, and asks for what the functions give."""

import re
from pathlib import Path

from tests.unit.lambdas.media_pipeline.conftest import Pipeline

PAGE = (
    Path(__file__).resolve().parents[4] / "harness" / "systems" / "media_pipeline" / "pages" / "upload.html"
).read_text()


def test_it_loads_nothing_from_elsewhere() -> None:
    assert not re.findall(r"(?:src|href)=\"(?!data:,\")[^\"]", PAGE)
    assert not re.findall(r"@import|url\(", PAGE)
    assert "default-src 'none'" in PAGE


def test_every_element_the_script_asks_for_is_there() -> None:
    asked = set(re.findall(r"\$\(\"([\w-]+)\"\)", PAGE))
    steps = re.search(r"STEPS = \[(.*?)\]", PAGE)
    assert steps
    asked |= {f"step-{name}" for name in re.findall(r"\"(\w+)\"", steps[1])}
    assert asked <= set(re.findall(r"\bid=\"([\w-]+)\"", PAGE))
    assert len(asked) > 10


def test_every_field_has_a_label_and_every_picture_a_text() -> None:
    assert PAGE.count("<label") == PAGE.count("<input")
    assert PAGE.count("<img") == len(re.findall(r"\$\(\"(?:original|result)\"\)\.alt = ", PAGE))


def test_it_offers_the_types_that_can_be_uploaded(pipeline: Pipeline) -> None:
    types = pipeline.functions["request_upload"].CONTENT_TYPES
    assert f'accept="{",".join(types)}"' in PAGE
    assert re.findall(r"\"(image/\w+)\"", PAGE) == list(types)


def test_each_step_tells_its_own_time_and_its_state_in_words() -> None:
    notes = re.findall(r"mark\((?:\w+|\"\w+\"), \"(\w*)\", ([^;]*?)\)[;)]", PAGE)
    assert dict(notes) == {
        "": '""', "done": "`took ${took()}`", "now": '"running…"', "failed": "`failed after ${took()}`",
    } | {"done": dict(notes)["done"]}  # fmt: skip
    assert {note for state, note in notes if state == "done"} == {"`took ${took()}`", "`${elapsed()} in all`"}
    styles = dict(re.findall(r"li\[data-state=(\w+)\] \{ (?:border-top-style: (\w+); )?border-color", PAGE))
    assert styles == {"now": "dashed", "done": "", "failed": "double"}
