"""What Lambda refuses. API reference: PublishLayerVersion, LayerVersionContentInput, UpdateFunctionCode."""

from collections.abc import Mapping
from typing import Any

from emulator.validation.refusal import Refusal


def publish_layer_version(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """PublishLayerVersion: an archive, or where one is."""
    content = request["Content"]
    if content.get("ZipFile") or (content.get("S3Bucket") and content.get("S3Key")):
        return None
    return Refusal(
        "InvalidParameterValueException", "Content needs a ZipFile, or the S3Bucket and the S3Key of an archive."
    )


def update_function_code(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """UpdateFunctionCode: an archive, where one is, or an image."""
    if request.get("ZipFile") or request.get("ImageUri") or (request.get("S3Bucket") and request.get("S3Key")):
        return None
    return Refusal("InvalidParameterValueException", "Please provide a source for function code.")


RULES = {"UpdateFunctionCode": update_function_code, "PublishLayerVersion": publish_layer_version}
