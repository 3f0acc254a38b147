"""The table of types in docs/cloudformation.md, from the cases that the tests go through.

`python -m tests.integration.cloudformation.types_page` writes it.
"""

from pathlib import Path

from tests.integration.cloudformation.type_cases import CASES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "cloudformation.md"
BEGIN, END = "<!-- types -->", "<!-- /types -->"
ELSEWHERE = {
    "AWS::ApiGateway::Deployment": "no",
    "AWS::ApiGateway::Stage": "yes",
    "AWS::CloudFormation::CustomResource": "yes",
    "AWS::CloudFormation::Stack": "yes",
    "AWS::CloudFormation::WaitCondition": "no",
    "Custom::<name>": "yes",
}
"""Types with tests of their own, and whether they are updated in place."""


def table() -> str:
    """Every type that is tried, and whether it is changed in place."""
    tried = {case.type: "no" if case.second is None else "yes" for case in CASES} | ELSEWHERE
    lines = [f"| `{name}` | {updated} |" for name, updated in sorted(tried.items())]
    return "\n".join([BEGIN, "", "| type | changed in place |", "|---|---|", *lines, "", END])


def with_table(text: str) -> str:
    """The page with the table of now."""
    begin, _, rest = text.partition(BEGIN)
    return begin + table() + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text()))
