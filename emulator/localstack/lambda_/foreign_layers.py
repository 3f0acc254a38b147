"""Layers of other accounts that nobody has published here are refused by name, with how to vendor them."""

from collections.abc import Callable
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.gateway.failures import NOT_EMULATED
from emulator.lambda_.foreign_layers import missing, refusal
from emulator.localstack.lambda_.layer_code import versions
from emulator.localstack.seams import wraps


@wraps(
    "services.lambda_.provider:LambdaProvider._validate_layers",
    at="lambda",
    why="LocalStack's free releases can't fetch layers from AWS, and don't say what to do instead.",
)
def validate_layers(
    original: Callable[..., None], self: Any, new_layers: list[str], region: str, account_id: str
) -> None:
    """Validate what a function's configuration names as its layers."""
    found = missing(new_layers, account_id, {version.layer_version_arn for version in versions()})
    if found is not None:
        raise CommonServiceException(NOT_EMULATED, refusal(found), sender_fault=True)
    original(self, new_layers, region=region, account_id=account_id)
