"""What to do about a layer that another account publishes on AWS, and that nobody has published here.

The packages are those that the publishers' own pages name: Powertools for AWS Lambda (Python), AWS SDK for pandas. What
extensions do (Lambda Insights, the cache of parameters and secrets, AWS Distro for OpenTelemetry) no package does.
"""

from collections.abc import Iterable

PACKAGES = {"AWSLambdaPowertoolsPython": "aws-lambda-powertools[all]", "AWSSDKPandas": "awswrangler"}
"""By the beginning of a layer's name, the package that has the same code."""
EXTENSIONS = ("LambdaInsightsExtension", "AWS-Parameters-and-Secrets-Lambda-Extension", "aws-otel-")
"""Beginnings of names of layers that are programs beside the function."""


def refusal(arn: str) -> str:
    """The sentences that refuse a function which names this layer version."""
    said = f"The layer {arn} is another account's and isn't here; the emulator fetches nothing from AWS. "
    name = arn.split(":")[6] if arn.count(":") > 6 else ""
    if name.startswith(EXTENSIONS):
        return said + "It is an extension, which is not emulated: leave it out where the function runs here."
    return said + (
        f"Vendor it: name {_package(name)} in the function's requirements.txt, or in that of a layer of your own "
        "(docs/templates.md), and leave this ARN out."
    )


def _package(name: str) -> str:
    return next((package for known, package in PACKAGES.items() if name.startswith(known)), "its packages")


def missing(arns: Iterable[str], account_id: str, has: set[str]) -> str | None:
    """The first of the layer versions that is another account's and that the emulator hasn't."""
    return next(
        (arn for arn in arns if arn.count(":") == 7 and arn.split(":")[4] != account_id and arn not in has), None
    )
