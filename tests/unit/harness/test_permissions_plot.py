"""Rows of the picture of permissions: whose policy, who used the role, and words broken into the room there is."""

import pytest

from harness.permissions.report import report
from harness.permissions.seen import read
from harness.plots.permissions_plot import _broken, rows_of, summary

ROLE, BASIC = (
    "arn:aws:iam::000000000000:role/worker",
    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
)
STATEMENT = {"Effect": "Allow", "Action": ["logs:PutLogEvents", "logs:CreateLogGroup"], "Resource": "*"}


@pytest.mark.parametrize(
    ("words", "lines", "broken"),
    [
        ("one two", 1, ["one two"]),
        ("one two three", 2, ["one two", "three"]),
        ("one two three four five", 2, ["one two", "three f…"]),
        ("a-word-that-is-long", 1, ["a-word-…"]),
        ("a-word-that-is-long and more", 2, ["a-word-…", "and more"]),
        ("", 2, [""]),
    ],
)
def test_words_are_broken_into_lines_and_the_last_is_cut(words: str, lines: int, broken: list[str]) -> None:
    assert list(_broken(words, lines, lambda line: len(line) <= 8)) == broken


def test_a_role_says_who_used_it_and_a_statement_whose_policy_it_is() -> None:
    asked = {
        "principal": "arn:aws:sts::000000000000:assumed-role/worker/w", "role": ROLE, "outcome": "allowed",
        "policy": BASIC, "statement": "", "lacking": "", "near": "", "action": "logs:PutLogEvents", "count": 2,
        "resource": "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/w:log-stream:s", "place": 0,
    }  # fmt: skip
    policies = [{"name": BASIC, "document": {"Statement": [STATEMENT]}}]
    (one,) = report(read({"roles": [{"arn": ROLE, "policies": policies}], "observations": [asked]}))
    role, statement = rows_of(one)
    assert (role.text, role.tells, role.verdict) == ("worker", "used by w", "")
    assert statement.text == "logs: PutLogEvents, CreateLogGroup on * (AWS's AWSLambdaBasicExecutionRole)"
    assert statement.tells.endswith("of * only logs log-group:/aws/lambda/w:* was used")
    assert summary([role, statement]) == "Permissions: 1 too wide; nothing was lacking"
