"""The text of a lab on a terminal."""

from harness.commands.listing import flowing


def test_a_lab_s_paragraphs_flow_and_its_lists_stay() -> None:
    text = "One thought,\nwritten in two lines.\n\n- a list\n- of two\n\nAnother\nthought."
    assert flowing(text) == "One thought, written in two lines.\n\n- a list\n- of two\n\nAnother thought."
