"""In place or anew, and what of the old resource stays so."""

from emulator.cloudformation.properties import check
from emulator.cloudformation.replacement import kept_name, needs_replacement, with_read_only
from emulator.cloudformation.undoing import Action, Done, undo

SCHEMA = {
    "properties": {"Name": {}, "Size": {}, "Deep": {}},
    "required": ["Size"],
    "primaryIdentifier": ["/properties/Name"],
    "createOnlyProperties": ["/properties/Name", "/properties/Deep/Kind"],
    "readOnlyProperties": ["/properties/Arn"],
}


def test_only_create_only_properties_replace() -> None:
    assert not needs_replacement(SCHEMA, {"Size": 1}, {"Size": 2})
    assert needs_replacement(SCHEMA, {"Name": "a"}, {"Name": "b"})
    assert needs_replacement(SCHEMA, {"Name": "a"}, {})
    assert needs_replacement(SCHEMA, {"Deep": {"Kind": 1, "Other": 1}}, {"Deep": {"Kind": 2, "Other": 1}})
    assert not needs_replacement(SCHEMA, {"Deep": {"Kind": 1, "Other": 1}}, {"Deep": {"Kind": 1, "Other": 2}})
    assert not needs_replacement(SCHEMA, {"Deep": "text"}, {"Deep": "other"})


def test_a_name_that_stays_is_in_the_way() -> None:
    assert kept_name(SCHEMA, {"Name": "a", "Deep": 1}, {"Name": "a", "Deep": 2}) == "a"
    assert kept_name(SCHEMA, {"Name": "a"}, {"Name": "b"}) is None
    assert kept_name(SCHEMA, {}, {}) is None
    assert kept_name({"primaryIdentifier": ["/properties/Id"]}, {"Id": "a"}, {"Id": "a"}) is None


def test_attributes_stay_unless_the_provider_answers_them() -> None:
    before = {"Name": "a", "Arn": "arn:a", "Size": 1}
    assert with_read_only(SCHEMA, before, {"Size": 2}) == {"Size": 2, "Name": "a", "Arn": "arn:a"}
    assert with_read_only(SCHEMA, before, {"Arn": "arn:b"})["Arn"] == "arn:b"


def test_properties_are_checked_by_the_schema() -> None:
    assert check(SCHEMA, {"Size": 1}) == ([], [])
    assert check(SCHEMA, {"Wide": 1}) == (["#: required key [Size] not found"], ["Wide"])


def test_what_was_done_is_undone_backwards() -> None:
    journal = [
        Done("A", Action.CREATED),
        Done("B", Action.UPDATED),
        Done("C", Action.REPLACED),
        Done("D", Action.UPDATED),
    ]
    undoing = undo(journal)
    assert undoing.updated_back == ("D", "B")
    assert undoing.deleted == ("C", "A")
