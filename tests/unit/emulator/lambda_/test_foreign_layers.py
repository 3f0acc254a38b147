"""Which layers aren't here, and what is said of them."""

import pytest

from emulator.lambda_.foreign_layers import missing, refusal

POWERTOOLS = "arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python312-x86_64:7"
INSIGHTS = "arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension:52"
OWN = "arn:aws:lambda:us-east-1:000000000000:layer:own:1"


@pytest.mark.parametrize(
    ("arns", "has", "found"),
    [
        ([], set(), None),
        ([OWN], set(), None),
        ([OWN, POWERTOOLS, INSIGHTS], set(), POWERTOOLS),
        ([OWN, POWERTOOLS], {POWERTOOLS}, None),
        ([POWERTOOLS.rpartition(":")[0]], set(), None),
        (["no ARN"], set(), None),
    ],
)
def test_the_first_that_is_not_here(arns: list[str], has: set[str], found: str | None) -> None:
    assert missing(arns, "000000000000", has) == found


@pytest.mark.parametrize(
    ("arn", "advice"),
    [
        (POWERTOOLS, "name aws-lambda-powertools[all] in the function's requirements.txt"),
        ("arn:aws:lambda:eu-west-1:336392948345:layer:AWSSDKPandas-Python311:1", "name awswrangler in"),
        ("arn:aws:lambda:eu-west-1:111111111111:layer:theirs:3", "name its packages in"),
        (INSIGHTS, "an extension, which is not emulated: leave it out"),
    ],
)
def test_what_to_do_instead(arn: str, advice: str) -> None:
    said = refusal(arn)
    assert arn in said
    assert advice in said
