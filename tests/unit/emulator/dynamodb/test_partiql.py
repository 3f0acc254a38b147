"""PartiQL statements, and the requests that they stand for.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
"""

from typing import Any

import pytest

from emulator.dynamodb.partiql.parsing import PARAMETERS, parse
from emulator.dynamodb.partiql.requests import NO_KEY, one_item_of, request_of
from emulator.dynamodb.partiql.tokens import StatementError
from emulator.dynamodb.partiql.tree import Select

KEY = ("Artist", "SongTitle")
NAMES, VALUES = "ExpressionAttributeNames", "ExpressionAttributeValues"
ONE = "Artist = 'A' AND SongTitle = 'S'"
A_S = {"Artist": {"S": "A"}, "SongTitle": {"S": "S"}}


def request(statement: str, *parameters: Any) -> tuple[str, dict[str, Any]]:
    """The operation, and its body with the placeholders put back."""
    found = request_of(parse(statement, parameters), KEY)
    body = dict(found.body)
    placeholders = body.pop(NAMES, {}) | {
        short: str(next(iter(value.values()))) for short, value in body.pop(VALUES, {}).items()
    }
    return found.operation, {
        member: filled(said, placeholders) if member.endswith("Expression") else said for member, said in body.items()
    }


def filled(text: str, placeholders: dict[str, str]) -> str:
    for short, said in sorted(placeholders.items(), reverse=True):
        text = text.replace(short, said)
    return text


@pytest.mark.parametrize(
    ("statement", "operation", "asked"),
    [
        ('SELECT * FROM "Music"', "Scan", {}),
        (
            "select Artist, Tags[0].Name from Music where Year > 1970 and not (Genre in ['a', 'b'] or Cost is missing)",
            "Scan",
            {
                "ProjectionExpression": "Artist, Tags[0].Name",
                "FilterExpression": "Year > 1970 AND (NOT (Genre IN (a, b) OR attribute_not_exists(Cost)))",
            },
        ),
        (
            "SELECT * FROM Music WHERE Artist='A' AND begins_with(\"SongTitle\", 'S') ORDER BY SongTitle DESC",
            "Query",
            {"KeyConditionExpression": "Artist = A AND begins_with(SongTitle, S)", "ScanIndexForward": False},
        ),
        (
            "SELECT * FROM Music.\"by year\" WHERE 'A' = Artist AND SongTitle BETWEEN 'a' AND 'b' AND size(Tags) >= 2",
            "Query",
            {
                "IndexName": "by year", "ScanIndexForward": True, "FilterExpression": "size(Tags) >= 2",
                "KeyConditionExpression": "Artist = A AND SongTitle BETWEEN a AND b",
            },
        ),
        (
            "SELECT * FROM Music WHERE Artist = 'A' OR SongTitle = 'S'",
            "Scan",
            {"FilterExpression": "Artist = A OR SongTitle = S"},
        ),
        (
            "SELECT * FROM Music WHERE Artist = 'A' AND SongTitle <> 'S'",
            "Scan",
            {"FilterExpression": "Artist = A AND SongTitle <> S"},
        ),
        (
            "SELECT * FROM Music WHERE Price IS NULL AND Name IS NOT MISSING",
            "Scan",
            {"FilterExpression": "attribute_type(Price, NULL) AND (NOT attribute_not_exists(Name))"},
        ),
        (
            f"DELETE FROM Music WHERE {ONE} AND Year < 1970 RETURNING ALL OLD *",
            "DeleteItem",
            {
                "Key": A_S, "ReturnValues": "ALL_OLD",
                "ConditionExpression": "attribute_not_exists(Artist) OR Year < 1970",
            },
        ),
        (f"DELETE FROM Music WHERE {ONE}", "DeleteItem", {"Key": A_S}),
        (
            f"UPDATE Music SET Awards = list_append(Awards, [1]) SET Year = Year - 1, Tags = set_add(Tags, <<'t'>>) "
            f"REMOVE Old, Older[1] WHERE {ONE} RETURNING MODIFIED NEW *",
            "UpdateItem",
            {
                "Key": A_S, "ReturnValues": "UPDATED_NEW", "ConditionExpression": "NOT attribute_not_exists(Artist)",
                "UpdateExpression": "SET Awards = list_append(Awards, [{'N': '1'}]), Year = Year - 1 "
                "REMOVE Old, Older[1] ADD Tags ['t']",
            },
        ),
        (
            f"EXISTS(SELECT * FROM Music WHERE {ONE} AND Year = 1)",
            "ConditionCheck",
            {"Key": A_S, "ConditionExpression": "(NOT attribute_not_exists(Artist)) AND Year = 1"},
        ),
    ],
)  # fmt: skip
def test_what_a_statement_stands_for(statement: str, operation: str, asked: dict[str, Any]) -> None:
    assert request(statement) == (operation, {"TableName": "Music", **asked})


def test_an_insert_makes_no_item_anew() -> None:
    operation, body = request(
        "INSERT INTO Music VALUE {'Artist': ?, 'it''s': -1.50, 'l': [true, NULL, {'m': 'x'}], 's': <<1, 2>>}",
        {"S": "A"},
    )
    assert operation == "PutItem"
    assert body["Item"] == {
        "Artist": {"S": "A"},
        "it's": {"N": "-1.50"},
        "l": {"L": [{"BOOL": True}, {"NULL": True}, {"M": {"m": {"S": "x"}}}]},
        "s": {"NS": ["1", "2"]},
    }
    assert body["ConditionExpression"] == "attribute_not_exists(Artist)"


def test_one_item_by_its_whole_key() -> None:
    select = parse(f"SELECT Year FROM Music WHERE {ONE}")
    assert isinstance(select, Select)
    found = one_item_of(select, KEY)
    assert (found.operation, found.body["Key"], found.body[NAMES]) == ("GetItem", A_S, {"#n0": "Year"})
    more = parse(f"SELECT Year FROM Music WHERE {ONE} AND Year = 1")
    assert isinstance(more, Select)
    with pytest.raises(StatementError, match="name one item"):
        one_item_of(more, KEY)


@pytest.mark.parametrize(
    ("statement", "parameters", "said"),
    [
        ("SELECT * FROM Music WHERE a = ?", (), PARAMETERS),
        ("SELECT * FROM Music", ({"S": "x"},), PARAMETERS),
        ("SELECT FROM Music", (), "Expected FROM, found Music"),
        ("SELECT * FROM Music LIMIT 1", (), "Unexpected LIMIT"),
        ("SELECT * FROM Music WHERE a", (), "Expected a condition, found <EOF>"),
        ("SELECT * FROM Music WHERE a = 'open", (), "Expected a value, found '"),
        ("INSERT INTO Music VALUE 'x'", (), "Expected an item"),
        ("INSERT INTO Music VALUE {'a': <<1, 'b'>>}", (), "A set has members of one type"),
        ("UPDATE Music WHERE a = 1", (), "Expected SET or REMOVE, found WHERE"),
        ("DELETE FROM Music WHERE Artist = 'A'", (), NO_KEY),
        ("UPDATE Music SET a = 1 WHERE Artist = 'A' OR SongTitle = 'S'", (), NO_KEY),
        (f"DELETE FROM Music WHERE {ONE} RETURNING ALL NEW *", (), "Expected RETURNING ALL OLD \\*, found ALL NEW"),
        (f"UPDATE Music SET a = set_add(b, <<1>>) WHERE {ONE}", (), "set_add changes the attribute"),
        ("SELECT * FROM Music ORDER BY Year", (), "ORDER BY names the sort key"),
        ("DROP TABLE Music", (), "Expected a statement, found DROP"),
    ],
)
def test_what_is_no_statement(statement: str, parameters: tuple[Any, ...], said: str) -> None:
    with pytest.raises(StatementError, match=said):
        request_of(parse(statement, parameters), KEY)
