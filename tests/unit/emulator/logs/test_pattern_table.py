"""AWS's documented patterns and what the service answers to them, as one table a form."""

import json

import pytest

from emulator.logs.pattern import PatternError, parse

TRAIL = json.dumps(
    {
        "eventType": "UpdateTrail",
        "cluster.name": "c",
        "sourceIPAddress": "111.111.111.111",
        "arrayKey": ["value", "another value"],
        "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
        "SomeObject": None,
        "ThisFlag": True,
        "ThatFlag": False,
        "someInt": 123,
        "some-float": 12.34,
        "empty": "",
        "nested": {"users": [1, 2, 3], "coordinates": [[0, 1, 2], [4, 5, 6]]},
        "escaped": 'say "x" \\ y',
    }
)
WHOLE = '{"n": 12.0, "big": 1e3, "text": "12"}'


def matches(pattern: str, message: str) -> bool:
    return parse(pattern).match(message) is not None


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("ERROR", ["[ERROR 400] BAD", "Exiting with ERRORCODE: -1"], ["error", "ERR OR"]),
        ("ERROR ARGUMENTS", ["ARGUMENTS: ERROR", "ERROR INVALID_ARGUMENTS"], ["ERROR", "ARGUMENTS"]),
        ('"INTERNAL SERVER ERROR"', ["[500] INTERNAL SERVER ERROR"], ["INTERNAL ERROR SERVER"]),
        ("?ERROR ?ARGUMENTS", ["ERROR 1", "ARGUMENTS 2", "both ERROR ARGUMENTS"], ["neither"]),
        ("ERROR -ARGUMENTS", ["ERROR 400"], ["ERROR INVALID ARGUMENTS", "ARGUMENTS"]),
        ('"ERROR" - "Exiting"', ["ERROR"], ["Exiting with ERROR"]),
        ("-DEBUG", ["INFO x", ""], ["DEBUG x"]),
        ("INFO ?ERROR", ["INFO", "INFO ERROR"], ["ERROR"]),
        ("?ERROR -DEBUG", ["INFO"], ["ERROR DEBUG"]),
        ('"[ERROR]"', ["x [ERROR] y"], ["ERROR"]),
        ('"a \\"b\\" \\\\c"', ['a "b" \\c'], ["a b c"]),
        ("", ["", "anything"], []),
        (" ", ["", "anything"], []),
        ("%AUTHORIZED%", ["UNAUTHORIZED REQUEST", "AUTHORIZED"], ["authorized"]),
        (r"%\d{1,3}\.\d{1,3}%", ["at 10.0"], ["at 10,0"]),
        ("%^[hc]at%", ["hat", "cats"], ["a hat"]),
        ("%[hc]at$%", ["a cat", "a cat\n"], ["cats", "cat\n\n"]),
        ("%colou?r%", ["color", "colour"], ["colouur"]),
        ("%a{3,5}%", ["aaa"], ["aa"]),
        ("%gra|ey%", ["gra", "ey"], ["gr y"]),
        ("%10.10%", ["10x10"], ["10\n10"]),
        ("%ab*c%", ["ac", "abbc"], ["adc"]),
        (r"%\x41\s\w\W%", ["A b!"], ["A !!"]),
        ("%[^$]x$%", ["ax"], ["$x"]),
    ],
)
def test_text(pattern: str, matching: list[str], others: list[str]) -> None:
    assert [m for m in matching if not matches(pattern, m)] == []
    assert [m for m in others if matches(pattern, m)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "UpdateTrail" }',
        "{ $.eventType = UpdateTrail }",
        "{$.eventType=Update*}",
        '{ $.eventType = "*Trail" }',
        "{ $.eventType = *dateTr* }",
        "{ $.eventType != Update }",
        "{ $.eventType = %Tra[i-l]+% }",
        "{ $.eventType != %^Trail% }",
        "{ $.sourceIPAddress != 123.123.* }",
        "{ $.sourceIPAddress = 111.111.* }",
        '{ $.arrayKey[0] = "value" }',
        "{ $.objectList[1].id = 2 }",
        "{ $.nested.coordinates[1][2] = 6 }",
        '{ $.arrayKey[*] = "another value" }',
        "{ $.arrayKey[*] = %val.{2}% }",
        "{ $.arrayKey[*] != value }",
        "{ $.objectList[*].id = 2 }",
        "{ $.objectList[*].missing NOT EXISTS }",
        '{ $.* = "UpdateTrail" }',
        "{ $.* IS NULL }",
        r"{ $.* = %111\.111\.111\.1[0-9]{1,2}% }",
        "{ $.['eventType'] = UpdateTrail }",
        "{ $.['cluster.name'] = \"c\" }",
        '{ $.arrayKey[*] = x || $.objectList[*].id = 9 || $.* = "UpdateTrail" }',
        "{ $.SomeObject IS NULL }",
        "{ $.SomeOtherObject NOT EXISTS }",
        "{ $.ThisFlag IS TRUE }",
        "{ $.ThatFlag IS FALSE }",
        "{ $.someInt = 123 }",
        "{ $.someInt = 123.0 }",
        "{ $.someInt = 1.23e2 }",
        '{ $.someInt = "123" }',
        '{ $.someInt != "123.0" }',
        "{ $.someInt = 12* }",
        "{ $.someInt = *3 }",
        "{ $.someInt >= +123 }",
        "{ $.someInt < 10e3 }",
        "{ $.someInt > -5 }",
        "{ $.some-float <= 12.34 }",
        "{ $.some-float = 12.3* }",
        "{ $.someInt = * }",
        '{ $.empty = "" }',
        "{ $.empty = * }",
        '{ $.escaped = "say \\"x\\" \\\\ y" }',
        "{ ($.someInt = 1) || ($.eventType = UpdateTrail) }",
        "{ $.someInt = 123 || $.a = 1 && $.b = 2 }",
        "{ ($.someInt = 123 || $.a = 1) && $.ThisFlag IS TRUE }",
    ],
)
def test_json_that_matches(pattern: str) -> None:
    assert matches(pattern, TRAIL)
    assert matches(pattern, TRAIL + "\n")


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.eventtype = UpdateTrail }",
        "{ $.eventType = updateTrail }",
        "{ $.eventType = Up*ail }",
        "{ $.missing = 1 }",
        "{ $.missing != 1 }",
        "{ $.missing = * }",
        "{ $.missing IS NULL }",
        "{ $.arrayKey = * }",
        "{ $.arrayKey = value }",
        "{ $.arrayKey != value }",
        "{ $.nested = * }",
        "{ $.nested != 1 }",
        "{ $.nested.users != 1 }",
        "{ $.arrayKey[2] != x }",
        "{ $.eventType[0] = U }",
        "{ $.eventType[*] = U }",
        "{ $.arrayKey.* = value }",
        "{ $.arrayKey[*] = missing }",
        "{ $.objectList[*] = * }",
        "{ $.nested[*] = 1 }",
        "{ $.arrayKey[*] NOT EXISTS }",
        "{ $.['arrayKey[0]'] = value }",
        "{ $.SomeObject NOT EXISTS }",
        "{ $.SomeObject = * }",
        "{ $.ThisFlag IS FALSE }",
        "{ $.someInt IS TRUE }",
        "{ $.someInt != 123 }",
        '{ $.someInt = "123.0" }',
        "{ $.eventType >= 1 }",
        "{ ($.someInt = 1 || $.a = 1) && $.ThisFlag IS TRUE }",
        "{ ($.someInt = 123 || $.a = 1) && $.b = 1 }",
    ],
)
def test_json_that_does_not_match(pattern: str) -> None:
    assert not matches(pattern, TRAIL)


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.a[*].b[*] = 1 }",
        "{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.* = 1 }",
        "{ $.a.[*] = 1 }",
        "{ $.[''] = 1 }",
        "{ $['a'] = 1 }",
    ],
)
def test_a_selector_has_one_wildcard_and_a_pattern_three(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern)


def test_what_a_wildcard_finds_is_no_value_of_a_metric() -> None:
    pattern = parse("{ $.objectList[*].id = 2 && $.eventType = * }")
    assert pattern.names == {"$.eventType"}


@pytest.mark.parametrize("message", ["", "text", "[1]", '"$.a"', "12", "null", '{"a": NaN}', '{"a"', "{" * 100_000])
def test_what_is_no_json_object_never_matches(message: str) -> None:
    assert not matches("{ $.a NOT EXISTS }", message)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{ $.n = 12 }", True),
        ('{ $.n = "12" }', False),
        ('{ $.n = "12.0" }', True),
        ("{ $.big = 1000 }", True),
        ("{ $.text = 12 }", True),
        ("{ $.text = 12.0 }", False),
        ("{ $.text > 1 }", False),
    ],
)
def test_numbers_are_compared_as_numbers_and_texts_as_texts(pattern: str, expected: bool) -> None:
    assert matches(pattern, WHOLE) is expected


ACCESS = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534\n'


@pytest.mark.parametrize(
    "pattern",
    [
        "[ip, user, username, timestamp, request, status_code, bytes]",
        "[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]",
        "[ip, user, username, timestamp, request = *html*, status_code = 4* && status_code != 403, bytes]",
        "[..., request = *.html*, status_code = 4*,]",
        "[..., status_code = 404 || status_code = 410, bytes]",
        "[ip, ...]",
        "[ip, ..., bytes >= 1534]",
        "[...]",
        "[ip=!10.0.0.1, ...]",
        '[ip, user = "-", ...]',
        "[..., request = %GET .index%, status_code, bytes]".replace(" .index", r"\s.index"),
    ],
)
def test_delimited_that_matches(pattern: str) -> None:
    assert matches(pattern, ACCESS)


@pytest.mark.parametrize(
    "pattern",
    [
        "[ip, user]",
        "[a, b, c, d, e, f, g, h]",
        "[..., status_code = 5*, bytes]",
        "[..., bytes > 2000]",
        "[..., status_code > 1, bytes = x]",
        "[ip != 127.*, ...]",
        "[..., status_code = 403 || status_code = 410, bytes]",
        "[a, b, c, d, e, f, g, ..., h]",
        "[ip, user > 1, ...]",
    ],
)
def test_delimited_that_does_not_match(pattern: str) -> None:
    assert not matches(pattern, ACCESS)


def test_fields_are_extracted_by_name_or_position() -> None:
    match = parse("[..., request = *.html*, status_code = 4*,]").match(ACCESS)
    assert match is not None
    assert match.fields == {
        "$1": "127.0.0.1",
        "$2": "-",
        "$3": "frank",
        "$4": "10/Oct/2000:13:25:15 -0700",
        "$request": "GET /index.html HTTP/1.0",
        "$status_code": "404",
        "$7": "1534",
    }
    match = parse("{ $.objectList[1].id = 2 && $.ThisFlag IS TRUE || $.missing = 1 }").match(TRAIL)
    assert match is not None
    assert match.fields == {"$.objectList[1].id": "2", "$.ThisFlag": "true"}


def test_a_report_line_is_split_at_tabs() -> None:
    report = (
        "REPORT RequestId: 1-2\tDuration: 3.50 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\n"
    )
    match = parse('[label = REPORT, ..., used = "Used:", megabytes, unit = MB]').match(report)
    assert match is not None
    assert match.fields["$megabytes"] == "36"


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        ("", []),
        ("  a\tb \n", ["a", "b"]),
        ('"a b"c "d e"', ['"a', 'b"c', "d e"]),
        ('"a \\" b" c', ['a \\" b', "c"]),
        ("[a b] [c", ["a b", "[c"]),
        ("[a]b [] x", ["[a]b", "", "x"]),
        ("[a b]c", ["[a", "b]c"]),
        ("a[b c]", ["a[b", "c]"]),
    ],
)
def test_how_a_message_is_split(message: str, fields: list[str]) -> None:
    match = parse("[...]").match(message)
    assert match is not None
    assert list(match.fields.values()) == fields


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a:b", "Invalid character(s) in term ':'"),
        ("a.b", "Invalid character(s) in term '.'"),
        ('"open', "Invalid character(s) in term '\"'"),
        (" {$.ThisFlag IS TRUE}", "Invalid character(s) in term '{'"),
        ('{ $."sc-status" = 5* }', "Invalid character(s) in term '$'"),
        ('{ $.eventType > "x" }', "Invalid character(s) in term '\"x\"'"),
        ("{ $.eventType >= UpdateTrail }", "Invalid character(s) in term '\"UpdateTrail\"'"),
        ("{ $.a = 'Root' }", "Invalid character(s) in term '''"),
        ("{ $.a = us-east-1 }", "Invalid character(s) in term 'us-east-1'"),
        ("{ $.a = x", None),
        ("{ }", None),
        ("{ $.a IS NOT NULL }", None),
        ("{ $.a EXISTS }", None),
        ("{ $.a is null }", None),
        ("{ $.a = 1 } x", None),
        ("{ ($.a = 1 }", None),
        ("{ $.a = 1 $.b = 2 }", None),
        ("{ $ = 1 }", "Invalid character(s) in term '$'"),
        ("[a", None),
        ("[a, ..., b, ...]", None),
        ("[status = 4* && bytes > 1000]", None),
        ("[a = 1 b]", None),
        ("[a b]", None),
        ("%something!%", "Invalid character(s) in term '!'"),
        ("%(a|b)%", "Invalid character(s) in term '('"),
        (r"%\bword%", "Invalid character(s) in term '\\'"),
        ("%ü%", "Invalid character(s) in term 'ü'"),
        ("%%", None),
        ("%a**%", None),
        ("%[a%", None),
        ("%a{2,1}%", None),
        ("{ $.a = %a% || $.b = %b% || $.c = %c% }", None),
        ("[a = %a%, b = %b%, c = %c%]", None),
        ("?", None),
        ("-", None),
        ("ERROR ? WARN x?", None),
    ],
)
def test_what_is_refused_and_how(pattern: str, message: str | None) -> None:
    with pytest.raises(PatternError) as refused:
        parse(pattern)
    if message is not None:
        assert refused.value.message == message


def test_a_parsed_pattern_is_kept() -> None:
    assert parse("{ $.kept = 1 }") is parse("{ $.kept = 1 }")
